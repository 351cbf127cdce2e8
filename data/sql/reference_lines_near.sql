-- The reference lines whose boxes meet a box, by id. ?1 xmin, ?2 xmax, ?3 ymin, ?4 ymax.
SELECT id, code, name, kind, geom FROM reference_line
WHERE id IN (SELECT pkid FROM idx_reference_line_geom WHERE xmax >= ?1 AND xmin <= ?2 AND ymax >= ?3 AND ymin <= ?4)
ORDER BY id;
