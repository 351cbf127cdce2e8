-- Changes a current grid. Parameters as in insert_grid; ?1 id chooses it, ?2 theme stays.
UPDATE grid SET level = ?3, code = ?4, name = ?5, kind = ?6, parent_id = ?7, division_id = ?8, fallback_org = ?9, households = ?10,
  residents = ?11, area_m2 = ?12, limits_text = ?13, edition_from = ?14, geom = ?15
WHERE id = ?1 AND theme = ?2;
