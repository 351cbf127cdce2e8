-- The id of one row of role. ?1 its code.
SELECT id FROM role WHERE code = ?1;
