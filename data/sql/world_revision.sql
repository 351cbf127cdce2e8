-- The journal number of the last change. No parameters.
SELECT coalesce(max(number), 0) FROM journal;
