-- SpatiaLite's triggers of one geometry column. ?1 table, ?2 column.
SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?1 AND name LIKE '%\_' || ?1 || '\_' || ?2 ESCAPE '\';
