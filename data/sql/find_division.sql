-- The id of one row of division. ?1 its code.
SELECT id FROM division WHERE code = ?1;
