-- Writes one row of reference_line by code: a new one, or over the old one. ?1 code, ?2 name, ?3 kind, ?4
-- geom.
INSERT INTO reference_line (code, name, kind, geom)
VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (code) DO UPDATE SET name = excluded.name, kind = excluded.kind, geom = excluded.geom;
