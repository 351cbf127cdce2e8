-- Removes the label point of a grid. ?1 grid id.
DELETE FROM grid_label WHERE grid_id = ?1;
