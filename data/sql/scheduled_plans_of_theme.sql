-- The plans of a theme that wait to be published, the next first. ?1 theme.
SELECT plan.id, progress.publish_at FROM plan_progress AS progress JOIN plan ON plan.id = progress.plan
WHERE progress.publish_at IS NOT NULL AND plan.theme = ?1 ORDER BY progress.publish_at;
