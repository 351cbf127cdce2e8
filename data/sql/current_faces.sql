-- Current faces of a theme. ?1 theme.
SELECT id, grid_id FROM face WHERE theme = ?1 AND edition_to IS NULL ORDER BY id;
