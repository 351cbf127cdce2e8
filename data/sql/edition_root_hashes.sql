-- The root hash of every edition. No parameters.
SELECT number, root_hash FROM edition ORDER BY number;
