-- Adds an edition. ?1 number, ?2 valid from, ?3 published at (both ms UTC), ?4 actor, ?5 note, ?6 source, ?7 root hash.
INSERT INTO edition (number, valid_from, published_at, actor, note, source, root_hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7);
