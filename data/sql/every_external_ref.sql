-- The keys that all sources have for objects of every kind.
SELECT source, external_id, code, seen_at, vanished_at, kind FROM external_ref ORDER BY kind, code, source;
