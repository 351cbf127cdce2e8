-- Writes one row of staffing_rule by theme, level, grid_kind, role: a new one, or over the old one. ?1
-- theme, ?2 level, ?3 grid_kind, ?4 role, ?5 minimum.
INSERT INTO staffing_rule (theme, level, grid_kind, role, minimum)
VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (theme, level, grid_kind, role) DO UPDATE SET minimum = excluded.minimum;
