-- Numbers that the journal lacks, the first of each gap. No parameters.
SELECT j.number - 1 FROM journal AS j
WHERE j.number > 1 AND NOT EXISTS (SELECT 1 FROM journal AS p WHERE p.number = j.number - 1)
LIMIT 20;
