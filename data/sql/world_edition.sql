-- The current edition. No parameters.
SELECT number, valid_from FROM edition ORDER BY number DESC LIMIT 1;
