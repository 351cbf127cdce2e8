-- Current arcs of a theme. ?1 theme.
SELECT id, left_face, right_face, geom FROM arc WHERE theme = ?1 AND edition_to IS NULL ORDER BY id;
