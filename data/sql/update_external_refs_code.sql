-- Gives the keys of one object to another one. ?1 kind, ?2 code of the object that had them, ?3 code of the one that gets them.
UPDATE external_ref SET code = ?3 WHERE kind = ?1 AND code = ?2;
