-- Assignments of every date; for a grid that is not current, its last code. No parameters.
SELECT a.id, a.person_id, a.grid_id, a.role, a.is_primary, a.on_duty, a.valid_from, a.valid_to, i.theme,
  CASE WHEN g.id IS NULL
    THEN (SELECT v.code FROM grid_version AS v WHERE v.grid_id = a.grid_id ORDER BY v.edition_from DESC LIMIT 1)
  END
FROM assignment AS a
JOIN grid_identity AS i ON i.id = a.grid_id
LEFT JOIN grid AS g ON g.id = a.grid_id;
