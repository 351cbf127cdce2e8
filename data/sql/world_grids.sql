-- Current grids of one theme with the code of the unit above, of the division and the label point. ?1 theme code.
SELECT g.id, g.code, g.name, g.level, g.kind, p.code, d.code, g.fallback_org, g.households, g.residents, g.area_m2,
  g.limits_text, l.geom
FROM grid AS g
LEFT JOIN grid AS p ON p.id = g.parent_id
LEFT JOIN division AS d ON d.id = g.division_id
LEFT JOIN grid_label AS l ON l.grid_id = g.id
WHERE g.theme = ?1
ORDER BY g.id;
