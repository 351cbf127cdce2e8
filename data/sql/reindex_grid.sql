-- Another place of a row of grid in its R*Tree. ?1 id, ?2 xmin, ?3 xmax, ?4 ymin, ?5 ymax.
UPDATE idx_grid_geom SET xmin = ?2, xmax = ?3, ymin = ?4, ymax = ?5 WHERE pkid = ?1;
