-- All geometry columns with their type (1 POINT, 2 LINESTRING, 3 POLYGON, 6 MULTIPOLYGON). No parameters.
SELECT f_table_name, f_geometry_column,
  CASE geometry_type WHEN 1 THEN 'POINT' WHEN 2 THEN 'LINESTRING' WHEN 3 THEN 'POLYGON' ELSE 'MULTIPOLYGON' END
FROM geometry_columns ORDER BY 1, 2;
