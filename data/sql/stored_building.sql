-- One building with its footprint. ?1 its code.
SELECT b.id, b.code, b.name, b.address, b.building_use, b.floors, b.units, b.households, b.residents, b.geom, f.geom
FROM building AS b LEFT JOIN building_footprint AS f ON f.building_id = b.id
WHERE b.code = ?1;
