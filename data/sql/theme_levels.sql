-- Area levels of a theme, coarsest first. ?1 theme.
SELECT code, rank FROM grid_level WHERE theme = ?1 AND kind = 'area' ORDER BY rank;
