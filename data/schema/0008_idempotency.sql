-- Answers kept for a day, so that a request sent twice is carried out once.

CREATE TABLE idempotency (
  account TEXT NOT NULL, -- the account whose key the request came with
  key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 128), -- the request's Idempotency-Key
  request TEXT NOT NULL, -- its method and target
  body_hash TEXT NOT NULL, -- digest of its body
  status INTEGER NOT NULL, -- HTTP status of the answer
  etag TEXT NOT NULL, -- ETag of the answer; empty = none
  location TEXT NOT NULL, -- Location of the answer; empty = none
  body TEXT NOT NULL, -- body of the answer
  at INTEGER NOT NULL, -- ms UTC of the answer
  PRIMARY KEY (account, key)
) WITHOUT ROWID;
CREATE INDEX idempotency_at ON idempotency (at);
