-- Staffing rules. No parameters.
SELECT theme, level, grid_kind, role, minimum FROM staffing_rule ORDER BY id;
