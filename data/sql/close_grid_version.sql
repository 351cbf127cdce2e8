-- Ends the current version of a grid. ?1 grid id, ?2 the edition that ends it.
UPDATE grid_version SET edition_to = ?2 WHERE grid_id = ?1 AND edition_to IS NULL;
