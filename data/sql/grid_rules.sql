-- What is asked of the grids of all themes. No parameters.
SELECT theme, level, measure, least, most FROM grid_rule ORDER BY theme, level, measure;
