-- Grids that are held in a plan, ended or not. ?1 plan.
SELECT grid, holder, taken_at, until FROM plan_lock WHERE plan = ?1 ORDER BY grid;
