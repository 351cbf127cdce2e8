-- A warning counts again. ?1 plan, ?2 key of the warning.
DELETE FROM plan_reason WHERE plan = ?1 AND problem = ?2;
