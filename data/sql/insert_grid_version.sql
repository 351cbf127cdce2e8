-- The current grid as a version of this edition. ?1 grid id, ?2 edition.
INSERT INTO grid_version (grid_id, edition_from, theme, level, code, name, kind, parent_id, division_id, fallback_org, households,
  residents, area_m2, limits_text)
SELECT id, ?2, theme, level, code, name, kind, parent_id, division_id, fallback_org, households, residents, area_m2, limits_text
FROM grid WHERE id = ?1;
