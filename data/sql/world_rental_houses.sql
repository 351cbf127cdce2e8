-- Rental houses with the code of their building. No parameters.
SELECT h.id, h.code, h.address, b.code, h.building_use, h.rental_use, h.hazard, h.let_kind, h.tenant_count, h.last_visit, h.geom
FROM rental_house AS h LEFT JOIN building AS b ON b.id = h.building_id
ORDER BY h.id;
