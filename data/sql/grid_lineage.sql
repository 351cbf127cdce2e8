-- What became of the ground of the grid that bears a code, or bore it last, and where it came from. ?1 theme, ?2 code.
WITH this AS
  (SELECT c.grid_id AS id FROM grid_version AS c WHERE c.theme = ?1 AND c.code = ?2 ORDER BY c.edition_from DESC LIMIT 1),
rows AS
  (SELECT l.* FROM lineage AS l WHERE l.from_grid = (SELECT id FROM this)
   UNION SELECT l.* FROM lineage AS l WHERE l.to_grid = (SELECT id FROM this))
SELECT r.edition, r.kind,
  (SELECT v.code FROM grid_version AS v WHERE v.grid_id = r.from_grid AND v.edition_from < r.edition
   ORDER BY v.edition_from DESC LIMIT 1),
  (SELECT v.code FROM grid_version AS v WHERE v.grid_id = r.to_grid AND v.edition_from <= r.edition
   ORDER BY v.edition_from DESC LIMIT 1),
  r.share
FROM rows AS r ORDER BY r.edition, r.id;
