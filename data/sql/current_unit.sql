-- A current unit of any theme. ?1 code.
SELECT id FROM grid WHERE code = ?1 LIMIT 1;
