-- Removes one row of reference_line; answers its id. ?1 its code.
DELETE FROM reference_line WHERE code = ?1 RETURNING id;
