-- Records what an edition holds of a theme. ?1 edition, ?2 theme, ?3 content hash, ?4 attribute hash, ?5 grids, ?6 arcs.
INSERT INTO edition_theme (edition, theme, content_hash, attribute_hash, grid_count, arc_count) VALUES (?1, ?2, ?3, ?4, ?5, ?6);
