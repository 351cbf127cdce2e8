-- Writes one row of building by code: a new one, or over the old one. ?1 code, ?2 name, ?3 address, ?4
-- building_use, ?5 floors, ?6 units, ?7 households, ?8 residents, ?9 geom.
INSERT INTO building (code, name, address, building_use, floors, units, households, residents, geom)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
ON CONFLICT (code) DO UPDATE SET name = excluded.name, address = excluded.address, building_use = excluded.building_use,
  floors = excluded.floors, units = excluded.units, households = excluded.households, residents = excluded.residents, geom =
  excluded.geom;
