-- A unit of any theme as it is now, looked for among all: asked when steps of approval are set. ?1 code.
SELECT id FROM grid WHERE code = ?1 LIMIT 1;
