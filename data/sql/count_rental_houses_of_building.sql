-- How many rental houses are in a building. ?1 its code.
SELECT count(*) FROM rental_house WHERE building_id = (SELECT id FROM building WHERE code = ?1);
