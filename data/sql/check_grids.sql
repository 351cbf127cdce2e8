-- What a check compares of the current grids of a theme. ?1 theme.
SELECT code, geom, area_m2 FROM grid WHERE theme = ?1;
