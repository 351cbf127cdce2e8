-- The journal number of the last import that brought rows of a layer or removed any. ?1 the layer's count, as $.cameras.
SELECT number FROM journal
WHERE kind = 'rows.import' AND (json_extract(detail, ?1) > 0 OR json_extract(detail, '$.removed') > 0)
ORDER BY number DESC LIMIT 1;
