-- Why warnings of a plan are left as they are. ?1 plan.
SELECT problem, reason, actor, at FROM plan_reason WHERE plan = ?1 ORDER BY problem;
