-- Current arcs of one theme. ?1 theme code.
SELECT left_face, right_face, geom FROM arc WHERE theme = ?1 AND edition_to IS NULL ORDER BY id;
