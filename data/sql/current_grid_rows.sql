-- The current grids of a theme with all that an edition decides. ?1 theme.
SELECT id, code, level, name, kind, parent_id, division_id, fallback_org, households, residents, geom FROM grid WHERE theme = ?1;
