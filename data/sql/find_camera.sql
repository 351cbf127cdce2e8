-- The id of one row of camera. ?1 its code.
SELECT id FROM camera WHERE code = ?1;
