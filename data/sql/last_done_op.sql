-- The number of the last operation that is done. ?1 plan.
SELECT max(number) FROM plan_op WHERE plan = ?1 AND state = 'done';
