-- The newest edition. No parameters.
SELECT number, valid_from, root_hash FROM edition ORDER BY number DESC LIMIT 1;
