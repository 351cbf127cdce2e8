-- Removes one row of camera; answers its id. ?1 its code.
DELETE FROM camera WHERE code = ?1 RETURNING id;
