-- Adds a step. ?1 code, ?2 and ?3 names, ?4 position, ?5 per parent, ?6 authors may, ?7 again, ?8 reason needed.
INSERT INTO approval_step (code, label_zh, label_en, position, per_parent, author_may, again_may, reason_needed)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);
