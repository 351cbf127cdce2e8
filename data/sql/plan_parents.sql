-- The parents whose borders a plan moves, by code. ?1 plan.
SELECT parent FROM plan_parent WHERE plan = ?1 ORDER BY parent;
