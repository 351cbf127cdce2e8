-- Grids of one theme as an edition had them, in the columns of world_grids; label points are not kept. ?1 theme code, ?2 edition.
SELECT v.grid_id, v.code, v.name, v.level, v.kind, p.code, d.code, v.fallback_org, v.households, v.residents, v.area_m2,
  v.limits_text, NULL
FROM grid_version AS v
LEFT JOIN grid_version AS p
  ON p.grid_id = v.parent_id AND p.edition_from <= ?2 AND (p.edition_to IS NULL OR p.edition_to > ?2)
LEFT JOIN division AS d ON d.id = v.division_id
WHERE v.theme = ?1 AND v.edition_from <= ?2 AND (v.edition_to IS NULL OR v.edition_to > ?2)
ORDER BY v.grid_id;
