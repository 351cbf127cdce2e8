-- Forgets the locks of a plan that ended. ?1 plan, ?2 ms UTC of now.
DELETE FROM plan_lock WHERE plan = ?1 AND until <= ?2;
