-- The id of one row of building. ?1 its code.
SELECT id FROM building WHERE code = ?1;
