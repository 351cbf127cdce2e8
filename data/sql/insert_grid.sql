-- Adds a current grid. ?1 id, ?2 theme, ?3 level, ?4 code, ?5 name, ?6 kind, ?7 parent_id, ?8 division_id,
-- ?9 fallback_org, ?10 households, ?11 residents, ?12 area_m2, ?13 limits_text, ?14 edition_from, ?15 geom.
INSERT INTO grid (id, theme, level, code, name, kind, parent_id, division_id, fallback_org, households,
  residents, area_m2, limits_text, edition_from, geom)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15);
