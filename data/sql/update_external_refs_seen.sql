-- Notes that the file of now has all keys of a source that have not vanished. ?1 source, ?2 kind, ?3 ms UTC.
UPDATE external_ref SET seen_at = ?3 WHERE source = ?1 AND kind = ?2 AND vanished_at IS NULL;
