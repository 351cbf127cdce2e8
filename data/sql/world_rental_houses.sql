-- Rental houses with the id of their building. No parameters.
SELECT id, code, address, building_id, building_use, rental_use, hazard, let_kind, tenant_count, last_visit, geom
FROM rental_house ORDER BY id;
