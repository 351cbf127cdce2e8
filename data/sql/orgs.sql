-- All organisations, by code.
SELECT code, name, kind FROM org ORDER BY code;
