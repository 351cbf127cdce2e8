-- Writes one row of role by code: a new one, or over the old one. ?1 code, ?2 label_zh, ?3 label_en, ?4
-- sort_order.
INSERT INTO role (code, label_zh, label_en, sort_order)
VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (code) DO UPDATE SET label_zh = excluded.label_zh, label_en = excluded.label_en, sort_order =
  excluded.sort_order;
