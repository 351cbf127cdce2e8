-- Writes one row of street by code: a new one, or over the old one. ?1 code, ?2 name.
INSERT INTO street (code, name)
VALUES (?1, ?2)
ON CONFLICT (code) DO UPDATE SET name = excluded.name;
