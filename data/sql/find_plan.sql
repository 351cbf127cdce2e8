-- A plan. ?1 id.
SELECT id, name, theme, within, base_edition, state, revision, approved_revision, note, created_at, created_by, changed_at, edition
FROM plan WHERE id = ?1;
