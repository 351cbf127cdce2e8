-- One rental house with the id and the code of its building. ?1 its code.
SELECT r.id, r.code, r.address, r.building_id, r.building_use, r.rental_use, r.hazard, r.let_kind, r.tenant_count, r.last_visit,
  r.geom, b.code
FROM rental_house AS r LEFT JOIN building AS b ON b.id = r.building_id
WHERE r.code = ?1;
