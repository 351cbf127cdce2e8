-- One assignment with the code of the person, the theme and the last code of the grid. ?1 its id.
SELECT a.id, p.code, i.theme, coalesce(g.code,
    (SELECT v.code FROM grid_version AS v WHERE v.grid_id = a.grid_id ORDER BY v.edition_from DESC LIMIT 1)),
  a.role, a.is_primary, a.on_duty, a.valid_from, a.valid_to
FROM assignment AS a
JOIN person AS p ON p.id = a.person_id
JOIN grid_identity AS i ON i.id = a.grid_id
LEFT JOIN grid AS g ON g.id = a.grid_id
WHERE a.id = ?1;
