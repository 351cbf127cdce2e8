-- Removes one row of person; answers its id. ?1 their code.
DELETE FROM person WHERE code = ?1 RETURNING id;
