-- Writes one row of assignment by person_id, grid_id, role, valid_from: a new one, or over the old one. ?1
-- person_id, ?2 grid_id, ?3 role, ?4 is_primary, ?5 on_duty, ?6 valid_from, ?7 valid_to.
INSERT INTO assignment (person_id, grid_id, role, is_primary, on_duty, valid_from, valid_to)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (person_id, grid_id, role, valid_from) DO UPDATE SET is_primary = excluded.is_primary, on_duty =
  excluded.on_duty, valid_to = excluded.valid_to;
