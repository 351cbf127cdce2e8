-- How many sources have a key for both of two objects. ?1 kind, ?2 and ?3 their codes.
SELECT count(*) FROM external_ref AS a JOIN external_ref AS b ON b.kind = a.kind AND b.source = a.source
WHERE a.kind = ?1 AND a.code = ?2 AND b.code = ?3;
