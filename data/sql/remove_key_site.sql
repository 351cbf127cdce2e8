-- Removes one row of key_site; answers its id. ?1 its code.
DELETE FROM key_site WHERE code = ?1 RETURNING id;
