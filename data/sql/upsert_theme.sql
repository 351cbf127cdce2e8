-- Writes one row of theme by code: a new one, or over the old one. ?1 code, ?2 label_zh, ?3 label_en,
-- ?4 arrangement.
INSERT INTO theme (code, label_zh, label_en, arrangement, sort_order)
VALUES (?1, ?2, ?3, ?4, (SELECT max(sort_order) + 10 FROM theme))
ON CONFLICT (code) DO UPDATE SET label_zh = excluded.label_zh, label_en = excluded.label_en, arrangement = excluded.arrangement;
