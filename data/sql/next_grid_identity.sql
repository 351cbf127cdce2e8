-- The id that the next new grid gets. No parameters.
SELECT coalesce(max(id), 0) + 1 FROM grid_identity;
