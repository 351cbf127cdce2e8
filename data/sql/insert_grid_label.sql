-- Adds the label point of a grid that has none. ?1 grid id, ?2 point.
INSERT INTO grid_label (grid_id, geom) VALUES (?1, ?2);
