-- Takes a row of grid out of its R*Tree. ?1 id.
DELETE FROM idx_grid_geom WHERE pkid = ?1;
