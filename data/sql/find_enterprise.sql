-- The id of one row of enterprise. ?1 its code.
SELECT id FROM enterprise WHERE code = ?1;
