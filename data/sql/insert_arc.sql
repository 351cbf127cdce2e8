-- Adds an arc. ?1 theme, ?2 left face, ?3 right face (0 = outside), ?4 edition, ?5 line.
INSERT INTO arc (theme, left_face, right_face, edition_from, geom) VALUES (?1, nullif(?2, 0), nullif(?3, 0), ?4, ?5);
