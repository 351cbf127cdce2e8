-- The geometry columns that carry an R*Tree. No parameters.
SELECT f_table_name, f_geometry_column FROM geometry_columns WHERE spatial_index_enabled = 1 ORDER BY 1, 2;
