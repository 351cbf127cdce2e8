-- Codes of the buildings that rental houses or addresses name. No parameters.
SELECT b.code FROM building AS b
WHERE EXISTS (SELECT 1 FROM rental_house AS r WHERE r.building_id = b.id)
  OR EXISTS (SELECT 1 FROM address AS a WHERE a.building_id = b.id);
