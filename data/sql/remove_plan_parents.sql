-- Forgets the parents whose borders a plan moves. ?1 plan.
DELETE FROM plan_parent WHERE plan = ?1;
