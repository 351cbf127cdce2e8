-- The id of an open account. ?1 name.
SELECT id FROM account WHERE name = ?1 AND active = 1;
