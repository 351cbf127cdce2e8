-- The place of a new row of arc in its R*Tree. ?1 id, ?2 xmin, ?3 xmax, ?4 ymin, ?5 ymax.
INSERT INTO idx_arc_geom (pkid, xmin, xmax, ymin, ymax) VALUES (?1, ?2, ?3, ?4, ?5);
