-- The id of an assignment. ?1 person id, ?2 grid id, ?3 role, ?4 valid from.
SELECT id FROM assignment WHERE person_id = ?1 AND grid_id = ?2 AND role = ?3 AND valid_from = ?4;
