-- Assignments of a person that begin while another one of the same grid and role holds, by id. No parameters.
SELECT p.code, seat.role,
  (SELECT v.code FROM grid_version AS v WHERE v.grid_id = seat.grid_id ORDER BY v.edition_from DESC LIMIT 1), seat.id
FROM (
  SELECT id, person_id, grid_id, role, valid_from,
    max(valid_to) OVER (PARTITION BY person_id, grid_id, role ORDER BY valid_from
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS held_to
  FROM assignment
) AS seat
JOIN person AS p ON p.id = seat.person_id
WHERE seat.valid_from < seat.held_to
ORDER BY seat.id;
