-- Removes the answers kept before an instant. ?1 ms UTC.
DELETE FROM idempotency WHERE at < ?1;
