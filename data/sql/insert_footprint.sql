-- Adds the outline of a building that has none. ?1 building id, ?2 polygon.
INSERT INTO building_footprint (building_id, geom) VALUES (?1, ?2);
