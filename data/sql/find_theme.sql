-- The id of one row of theme. ?1 its code.
SELECT id FROM theme WHERE code = ?1;
