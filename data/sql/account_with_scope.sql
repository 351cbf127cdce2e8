-- The id and scope of an open account. ?1 name.
SELECT id, scope FROM account WHERE name = ?1 AND active = 1;
