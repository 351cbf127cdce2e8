-- Area levels of one theme, coarsest first. ?1 theme code.
SELECT code, label_zh, label_en, rank, full_cover FROM grid_level WHERE theme = ?1 AND kind = 'area' ORDER BY rank;
