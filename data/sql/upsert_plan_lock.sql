-- Gives a grid to an account, or more time to the one that has it. ?1 plan, ?2 grid, ?3 account, ?4 ms UTC of now, ?5 until.
INSERT INTO plan_lock (plan, grid, holder, taken_at, until) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (plan, grid) DO UPDATE SET
  taken_at = CASE WHEN holder = excluded.holder AND until > ?4 THEN taken_at ELSE excluded.taken_at END,
  holder = excluded.holder,
  until = excluded.until;
