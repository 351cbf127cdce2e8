-- Adds a face; answers its id. ?1 theme, ?2 grid id or 0 for nobody, ?3 edition.
INSERT INTO face (theme, grid_id, edition_from) VALUES (?1, nullif(?2, 0), ?3) RETURNING id;
