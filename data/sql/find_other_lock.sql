-- When a grid becomes free that another account holds now. ?1 plan, ?2 grid, ?3 account, ?4 ms UTC of now.
SELECT until FROM plan_lock WHERE plan = ?1 AND grid = ?2 AND holder <> ?3 AND until > ?4;
