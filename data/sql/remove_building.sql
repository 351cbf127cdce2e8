-- Removes one row of building; answers its id. ?1 its code.
DELETE FROM building WHERE code = ?1 RETURNING id;
