-- What each edition recorded of each theme that it changed, and what is certified of it, where it is. No parameters.
SELECT t.edition, t.theme, t.content_hash, t.attribute_hash, t.grid_count, t.arc_count,
  c.edition IS NOT NULL, c.grids, c.faces, c.arcs, c.nodes, c.doubled_area, c.violations,
  t.edition > (SELECT min(edition) FROM certificate)
FROM edition_theme AS t LEFT JOIN certificate AS c USING (edition, theme) ORDER BY t.edition, t.theme;
