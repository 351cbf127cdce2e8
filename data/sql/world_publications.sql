-- The journal number that published each edition. No parameters.
SELECT edition, max(number) FROM journal WHERE edition IS NOT NULL GROUP BY edition;
