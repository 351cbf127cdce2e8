-- Lets an account take a step. ?1 step, ?2 unit, ?3 account.
INSERT INTO approver (step, unit, account) VALUES (?1, ?2, ?3);
