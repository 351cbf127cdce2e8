-- Who takes which step. No parameters.
SELECT step, unit, account FROM approver ORDER BY step, unit, account;
