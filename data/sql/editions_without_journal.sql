-- Editions that no line of the journal published. No parameters.
SELECT number FROM edition WHERE number NOT IN (SELECT edition FROM journal WHERE edition IS NOT NULL) LIMIT 20;
