-- The codes that grids of a theme bore in versions that had ended by an edition, with the grids; some may be in use again or
-- still. ?1 theme, ?2 edition.
SELECT DISTINCT code, grid_id FROM grid_version WHERE theme = ?1 AND edition_to <= ?2 ORDER BY code, grid_id;
