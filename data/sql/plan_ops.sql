-- The operations of a plan in their order. ?1 plan.
SELECT number, revision, intent, actor, at, state FROM plan_op WHERE plan = ?1 ORDER BY number;
