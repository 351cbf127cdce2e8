-- The id of one row of address. ?1 its code.
SELECT id FROM address WHERE code = ?1;
