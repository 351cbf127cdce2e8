-- Reference lines. No parameters.
SELECT id, code, name, kind, geom FROM reference_line ORDER BY id;
