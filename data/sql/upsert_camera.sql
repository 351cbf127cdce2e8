-- Writes one row of camera by code: a new one, or over the old one. ?1 code, ?2 name, ?3 kind, ?4
-- azimuth_deg, ?5 fov_deg, ?6 range_m, ?7 height_m, ?8 online, ?9 gb_id, ?10 owner, ?11 platform, ?12 channel, ?13
-- built_phase, ?14 boundary_crossing, ?15 geom.
INSERT INTO camera (code, name, kind, azimuth_deg, fov_deg, range_m, height_m, online, gb_id, owner, platform, channel,
  built_phase, boundary_crossing, geom)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
ON CONFLICT (code) DO UPDATE SET name = excluded.name, kind = excluded.kind, azimuth_deg = excluded.azimuth_deg, fov_deg =
  excluded.fov_deg, range_m = excluded.range_m, height_m = excluded.height_m, online = excluded.online, gb_id =
  excluded.gb_id, owner = excluded.owner, platform = excluded.platform, channel = excluded.channel, built_phase =
  excluded.built_phase, boundary_crossing = excluded.boundary_crossing, geom = excluded.geom;
