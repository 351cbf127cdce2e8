-- Writes one row of key_site by code: a new one, or over the old one. ?1 code, ?2 name, ?3 kind, ?4
-- address, ?5 responsible, ?6 phone, ?7 attention, ?8 geom.
INSERT INTO key_site (code, name, kind, address, responsible, phone, attention, geom)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
ON CONFLICT (code) DO UPDATE SET name = excluded.name, kind = excluded.kind, address = excluded.address, responsible =
  excluded.responsible, phone = excluded.phone, attention = excluded.attention, geom = excluded.geom;
