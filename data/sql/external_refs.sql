-- The keys that all sources have for objects of a kind. ?1 kind.
SELECT source, external_id, code, seen_at, vanished_at FROM external_ref WHERE kind = ?1 ORDER BY code, source;
