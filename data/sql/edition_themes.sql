-- The themes that an edition changed, base first. ?1 edition.
SELECT et.theme, et.grid_count, et.arc_count FROM edition_theme AS et JOIN theme AS t ON t.code = et.theme
WHERE et.edition = ?1 ORDER BY t.sort_order, t.code;
