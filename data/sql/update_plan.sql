-- Makes a plan's next revision. ?1 id, ?2 state, ?3 base edition, ?4 approved revision, ?5 note, ?6 edition, ?7 ms UTC.
UPDATE plan SET revision = revision + 1, state = ?2, base_edition = ?3, approved_revision = ?4, note = ?5, edition = ?6, changed_at = ?7
WHERE id = ?1;
