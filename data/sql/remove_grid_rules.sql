-- Forgets what is asked of the grids of a level. ?1 theme, ?2 level.
DELETE FROM grid_rule WHERE theme = ?1 AND level = ?2;
