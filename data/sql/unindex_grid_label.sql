-- Takes a row of grid_label out of its R*Tree. ?1 id.
DELETE FROM idx_grid_label_geom WHERE pkid = ?1;
