-- The journal number of the last change of a kind. ?1 kind, as camera.upsert.
SELECT max(number) FROM journal WHERE kind = ?1;
