-- Adds an account; answers its id. ?1 name, ?2 password hash, ?3 scope, ?4 ms UTC, ?5 actor.
INSERT INTO account (name, password_hash, scope, created_at, created_by) VALUES (?1, ?2, ?3, ?4, ?5) RETURNING id;
