-- Certifies a theme of an edition. ?1 edition, ?2 theme, ?3 grids, ?4 faces, ?5 arcs, ?6 nodes, ?7 doubled area, ?8 violations,
-- ?9 ms UTC of the check.
INSERT INTO certificate (edition, theme, grids, faces, arcs, nodes, doubled_area, violations, checked_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9);
