-- All plans, the newest first. No parameters.
SELECT id, name, theme, within, base_edition, state, revision, approved_revision, note, created_at, created_by, changed_at, edition
FROM plan ORDER BY id DESC;
