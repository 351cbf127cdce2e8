-- Keeps how far a plan is. ?1 plan, ?2 revision that came to review, ?3 ms UTC to publish at, ?4 who said so, ?5 notice.
INSERT INTO plan_progress (plan, review_revision, publish_at, publish_by, notice) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (plan) DO UPDATE SET review_revision = ?2, publish_at = ?3, publish_by = ?4, notice = ?5;
