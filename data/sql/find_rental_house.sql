-- The id of one row of rental_house. ?1 its code.
SELECT id FROM rental_house WHERE code = ?1;
