-- Writes one row of org by code: a new one, or over the old one. ?1 code, ?2 name, ?3 kind.
INSERT INTO org (code, name, kind)
VALUES (?1, ?2, ?3)
ON CONFLICT (code) DO UPDATE SET name = excluded.name, kind = excluded.kind;
