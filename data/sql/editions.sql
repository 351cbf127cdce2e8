-- Editions below a number, the newest first, with the plan that became each. ?1 number, ?2 at most so many.
SELECT e.number, e.valid_from, e.published_at, e.actor, e.note, e.source, e.root_hash,
  (SELECT max(p.id) FROM plan AS p WHERE p.edition = e.number)
FROM edition AS e WHERE e.number < ?1 ORDER BY e.number DESC LIMIT ?2;
