-- The number of the first operation that is undone and can be done again. ?1 plan.
SELECT min(number) FROM plan_op WHERE plan = ?1 AND state = 'undone';
