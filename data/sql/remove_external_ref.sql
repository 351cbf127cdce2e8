-- Removes a key of a source. ?1 source, ?2 kind, ?3 external id.
DELETE FROM external_ref WHERE source = ?1 AND kind = ?2 AND external_id = ?3;
