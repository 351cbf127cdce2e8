-- What is undone cannot be done again any more. ?1 plan.
UPDATE plan_op SET state = 'dropped' WHERE plan = ?1 AND state = 'undone';
