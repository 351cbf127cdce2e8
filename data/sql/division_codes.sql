-- Ids and codes of the divisions. No parameters.
SELECT id, code FROM division;
