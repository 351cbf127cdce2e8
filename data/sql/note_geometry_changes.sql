-- What SpatiaLite's triggers note of geometry that was written without them. No parameters.
UPDATE geometry_columns_time SET last_insert = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'),
  last_update = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), last_delete = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
WHERE f_table_name IN ('arc', 'grid', 'grid_label');
