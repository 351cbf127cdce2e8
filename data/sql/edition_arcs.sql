-- Arcs of one theme in an edition. ?1 theme code, ?2 edition.
SELECT left_face, right_face, geom FROM arc
WHERE theme = ?1 AND edition_from <= ?2 AND (edition_to IS NULL OR edition_to > ?2)
ORDER BY id;
