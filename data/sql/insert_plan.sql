-- Adds a plan; answers its id. ?1 name, ?2 theme, ?3 within, ?4 base edition, ?5 note, ?6 ms UTC, ?7 actor.
INSERT INTO plan (name, theme, within, base_edition, note, created_at, created_by, changed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?6)
RETURNING id;
