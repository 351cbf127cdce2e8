-- Ends an assignment; answers its id. ?1 id, ?2 ms UTC at which it ends.
UPDATE assignment SET valid_to = ?2 WHERE id = ?1 RETURNING id;
