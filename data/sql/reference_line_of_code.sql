-- One reference line. ?1 its code.
SELECT id, code, name, kind, geom FROM reference_line WHERE code = ?1;
