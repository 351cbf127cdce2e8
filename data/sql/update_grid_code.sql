-- Gives a current grid another code. ?1 id, ?2 code.
UPDATE grid SET code = ?2 WHERE id = ?1;
