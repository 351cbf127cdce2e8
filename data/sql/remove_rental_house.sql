-- Removes one row of rental_house; answers its id. ?1 its code.
DELETE FROM rental_house WHERE code = ?1 RETURNING id;
