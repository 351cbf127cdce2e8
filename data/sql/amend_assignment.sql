-- Changes what may change of an assignment; answers its id. ?1 id, ?2 is_primary, ?3 on_duty, ?4 ms UTC to.
UPDATE assignment SET is_primary = ?2, on_duty = ?3, valid_to = ?4 WHERE id = ?1 RETURNING id;
