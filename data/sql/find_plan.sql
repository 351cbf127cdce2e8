-- A plan. ?1 id.
SELECT plan.id, name, theme, within, base_edition, state, revision, approved_revision, note, created_at, created_by, changed_at, edition,
  progress.review_revision, progress.publish_at, progress.publish_by, progress.notice
FROM plan LEFT JOIN plan_progress AS progress ON progress.plan = plan.id WHERE plan.id = ?1;
