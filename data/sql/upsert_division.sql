-- Writes one row of division by code: a new one, or over the old one. ?1 code, ?2 name, ?3 level, ?4
-- parent_id, ?5 local.
INSERT INTO division (code, name, level, parent_id, local)
VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (code) DO UPDATE SET name = excluded.name, level = excluded.level, parent_id = excluded.parent_id, local =
  excluded.local;
