-- Moves the label point of a grid. ?1 grid id, ?2 point.
UPDATE grid_label SET geom = ?2 WHERE grid_id = ?1;
