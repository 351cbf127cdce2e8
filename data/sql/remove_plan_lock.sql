-- Ends an account's hold of a grid. ?1 plan, ?2 grid, ?3 account.
DELETE FROM plan_lock WHERE plan = ?1 AND grid = ?2 AND holder = ?3;
