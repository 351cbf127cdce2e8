-- Forgets the steps. No parameters.
DELETE FROM approval_step;
