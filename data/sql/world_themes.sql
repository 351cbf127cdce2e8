-- Themes, the base first, each with the edition that last changed it. No parameters.
SELECT t.id, t.code, t.label_zh, t.label_en, t.arrangement,
  (SELECT coalesce(max(e.edition), 0) FROM edition_theme AS e WHERE e.theme = t.code)
FROM theme AS t
ORDER BY t.arrangement <> 'base', t.sort_order, t.id;
