-- Writes one row of rental_house by code: a new one, or over the old one. ?1 code, ?2 address, ?3
-- building_id, ?4 building_use, ?5 rental_use, ?6 hazard, ?7 let_kind, ?8 tenant_count, ?9 last_visit, ?10 geom.
INSERT INTO rental_house (code, address, building_id, building_use, rental_use, hazard, let_kind, tenant_count, last_visit,
  geom)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
ON CONFLICT (code) DO UPDATE SET address = excluded.address, building_id = excluded.building_id, building_use =
  excluded.building_use, rental_use = excluded.rental_use, hazard = excluded.hazard, let_kind = excluded.let_kind,
  tenant_count = excluded.tenant_count, last_visit = excluded.last_visit, geom = excluded.geom;
