-- Notes why a warning is left as it is. ?1 plan, ?2 key of the warning, ?3 reason, ?4 actor, ?5 ms UTC.
INSERT INTO plan_reason (plan, problem, reason, actor, at) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (plan, problem) DO UPDATE SET reason = excluded.reason, actor = excluded.actor, at = excluded.at;
