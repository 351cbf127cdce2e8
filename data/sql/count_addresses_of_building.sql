-- How many addresses are in a building. ?1 its code.
SELECT count(*) FROM address WHERE building_id = (SELECT id FROM building WHERE code = ?1);
