-- A new grid id. ?1 theme, ?2 edition.
INSERT INTO grid_identity (theme, first_edition) VALUES (?1, ?2) RETURNING id;
