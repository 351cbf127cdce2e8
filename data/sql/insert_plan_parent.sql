-- Adds a parent whose border a plan moves. ?1 plan, ?2 code.
INSERT INTO plan_parent (plan, parent) VALUES (?1, ?2);
