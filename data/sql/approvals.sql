-- Whatever was consented to a plan, in order. ?1 plan.
SELECT plan, revision, step, parent, account, actor, at, reason, warnings FROM approval WHERE plan = ?1 ORDER BY id;
