-- One camera. ?1 its code.
SELECT id, code, name, kind, azimuth_deg, fov_deg, range_m, height_m, online, gb_id, owner, platform, channel, built_phase,
  boundary_crossing, geom
FROM camera WHERE code = ?1;
