-- Adds a key; answers its id. ?1 account id, ?2 label, ?3 SHA-256 of the key, ?4 ms UTC, ?5 actor.
INSERT INTO api_key (account_id, label, key_hash, created_at, created_by) VALUES (?1, ?2, ?3, ?4, ?5) RETURNING id;
