-- The steps from a plan to its approval, in order. No parameters.
SELECT code, label_zh, label_en, position, per_parent, author_may, again_may, reason_needed FROM approval_step ORDER BY position, code;
