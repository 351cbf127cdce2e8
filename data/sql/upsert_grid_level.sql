-- Writes one row of grid_level by theme, code: a new one, or over the old one. ?1 theme, ?2 code, ?3
-- label_zh, ?4 label_en, ?5 rank, ?6 kind, ?7 full_cover.
INSERT INTO grid_level (theme, code, label_zh, label_en, rank, kind, full_cover)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (theme, code) DO UPDATE SET label_zh = excluded.label_zh, label_en = excluded.label_en, rank = excluded.rank,
  kind = excluded.kind, full_cover = excluded.full_cover;
