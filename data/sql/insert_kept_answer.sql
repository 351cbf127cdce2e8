-- Keeps the answer to a request. ?1 account, ?2 key, ?3 method and target, ?4 digest of the body, ?5 status, ?6 ETag,
-- ?7 Location, ?8 body, ?9 ms UTC.
INSERT INTO idempotency (account, key, request, body_hash, status, etag, location, body, at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9);
