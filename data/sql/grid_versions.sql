-- The versions of the grid that bears a code, or bore it last, with the instants from which and to which each held.
-- ?1 theme, ?2 code.
SELECT v.edition_from, v.edition_to, f.valid_from, t.valid_from, v.name, v.level, p.code, v.area_m2, v.households, v.residents, v.code
FROM grid_version AS v
JOIN edition AS f ON f.number = v.edition_from
LEFT JOIN edition AS t ON t.number = v.edition_to
LEFT JOIN grid_version AS p
  ON p.grid_id = v.parent_id AND p.edition_from <= v.edition_from AND (p.edition_to IS NULL OR p.edition_to > v.edition_from)
WHERE v.grid_id =
  (SELECT c.grid_id FROM grid_version AS c WHERE c.theme = ?1 AND c.code = ?2 ORDER BY c.edition_from DESC LIMIT 1)
ORDER BY v.edition_from;
