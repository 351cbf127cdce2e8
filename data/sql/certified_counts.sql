-- What is certified of each edition, beside what the store holds of it. No parameters.
SELECT c.edition, c.theme, c.grids, c.arcs, c.faces,
  (SELECT count(*) FROM grid_version AS g WHERE g.theme = c.theme AND g.edition_from <= c.edition AND coalesce(g.edition_to, 9e15) > c.edition),
  (SELECT count(*) FROM arc AS a WHERE a.theme = c.theme AND a.edition_from <= c.edition AND coalesce(a.edition_to, 9e15) > c.edition),
  (SELECT count(*) FROM face AS f WHERE f.theme = c.theme AND f.edition_from <= c.edition AND coalesce(f.edition_to, 9e15) > c.edition)
FROM certificate AS c ORDER BY c.edition, c.theme;
