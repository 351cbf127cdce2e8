-- The plans that wait to be published, the next first. No parameters.
SELECT plan, publish_at FROM plan_progress WHERE publish_at IS NOT NULL ORDER BY publish_at;
