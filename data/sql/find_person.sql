-- The id of one row of person. ?1 its code.
SELECT id FROM person WHERE code = ?1;
