-- Staffing rules for the default levels and roles, where a place has none of its own yet: each community, grid and enterprise
-- grid has a head. A place changes and adds to them.

INSERT INTO staffing_rule (theme, level, role, minimum)
SELECT rule.theme, rule.level, 'grid_head', 1
FROM (SELECT 'base' AS theme, 'community' AS level UNION ALL SELECT 'base', 'grid' UNION ALL SELECT 'enterprise', 'enterprise')
  AS rule
JOIN grid_level ON grid_level.theme = rule.theme AND grid_level.code = rule.level
WHERE EXISTS (SELECT 1 FROM role WHERE code = 'grid_head') AND NOT EXISTS (SELECT 1 FROM staffing_rule);
