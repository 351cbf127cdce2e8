-- The id of one row of street. ?1 its code.
SELECT id FROM street WHERE code = ?1;
