-- Forgets who takes which step. No parameters.
DELETE FROM approver;
