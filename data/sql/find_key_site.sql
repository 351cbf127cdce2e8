-- The id of one row of key_site. ?1 its code.
SELECT id FROM key_site WHERE code = ?1;
