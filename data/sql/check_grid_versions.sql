-- Current grids of a theme whose current version is missing or differs. ?1 theme.
SELECT g.code
FROM grid AS g
LEFT JOIN grid_version AS v ON v.grid_id = g.id AND v.edition_to IS NULL
WHERE g.theme = ?1
  AND (g.theme, g.level, g.code, g.name, g.kind, g.fallback_org, g.area_m2)
    IS NOT (v.theme, v.level, v.code, v.name, v.kind, v.fallback_org, v.area_m2);
