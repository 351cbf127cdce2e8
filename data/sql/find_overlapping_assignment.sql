-- The id of an assignment of the same person, grid and role that holds at some instant of a time. ?1 person id, ?2 grid id,
-- ?3 role, ?4 ms UTC from, ?5 ms UTC to, ?6 id of one that does not count.
SELECT id FROM assignment
WHERE person_id = ?1 AND grid_id = ?2 AND role = ?3 AND valid_from < ?5 AND valid_to > ?4 AND id <> ?6
LIMIT 1;
