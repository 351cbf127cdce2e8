-- The answer kept for a request. ?1 account, ?2 key.
SELECT request, body_hash, status, etag, location, body FROM idempotency WHERE account = ?1 AND key = ?2;
