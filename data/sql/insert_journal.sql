-- Appends to the journal; answers the number. ?1 ms UTC, ?2 actor, ?3 kind, ?4 object id, ?5 code, ?6 edition, ?7 JSON.
INSERT INTO journal (at, actor, kind, object_id, code, edition, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING number;
