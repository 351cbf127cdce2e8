-- Adds an operation after the last one of a plan. ?1 plan, ?2 revision, ?3 intent, ?4 actor, ?5 ms UTC.
INSERT INTO plan_op (plan, number, revision, intent, actor, at)
VALUES (?1, (SELECT coalesce(max(number), 0) + 1 FROM plan_op WHERE plan = ?1), ?2, ?3, ?4, ?5);
