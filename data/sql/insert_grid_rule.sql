-- Asks something of the grids of a level. ?1 theme, ?2 level, ?3 measure, ?4 least, ?5 most.
INSERT INTO grid_rule (theme, level, measure, least, most) VALUES (?1, ?2, ?3, ?4, ?5);
