-- Writes one row of address by code: a new one, or over the old one. ?1 code, ?2 name, ?3 kind, ?4
-- parent_id, ?5 street_id, ?6 building_id, ?7 geom.
INSERT INTO address (code, name, kind, parent_id, street_id, building_id, geom)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (code) DO UPDATE SET name = excluded.name, kind = excluded.kind, parent_id = excluded.parent_id, street_id =
  excluded.street_id, building_id = excluded.building_id, geom = excluded.geom;
