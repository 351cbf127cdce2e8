-- Removes all keys of an object. ?1 kind, ?2 code.
DELETE FROM external_ref WHERE kind = ?1 AND code = ?2;
