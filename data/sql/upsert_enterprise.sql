-- Writes one row of enterprise by code: a new one, or over the old one. ?1 code, ?2 name, ?3 credit_code,
-- ?4 size_class, ?5 grid_id, ?6 staff, ?7 guards, ?8 geom.
INSERT INTO enterprise (code, name, credit_code, size_class, grid_id, staff, guards, geom)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
ON CONFLICT (code) DO UPDATE SET name = excluded.name, credit_code = excluded.credit_code, size_class = excluded.size_class,
  grid_id = excluded.grid_id, staff = excluded.staff, guards = excluded.guards, geom = excluded.geom;
