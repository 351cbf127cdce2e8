-- Notes that the file of now lacks a key. ?1 source, ?2 kind, ?3 external id, ?4 ms UTC.
UPDATE external_ref SET vanished_at = ?4 WHERE source = ?1 AND kind = ?2 AND external_id = ?3;
