-- The id of one row of org. ?1 its code.
SELECT id FROM org WHERE code = ?1;
