-- Writes the key that a source has for an object: a new one, or one that is in the file again. ?1 source, ?2 kind, ?3
-- external id, ?4 code, ?5 ms UTC, ?6 ms UTC of the first file that had it no more, or null.
INSERT INTO external_ref (source, kind, external_id, code, seen_at, vanished_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (source, kind, external_id) DO UPDATE
SET code = excluded.code, seen_at = excluded.seen_at, vanished_at = excluded.vanished_at;
