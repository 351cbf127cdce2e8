-- Removes the outline of a building. ?1 building id.
DELETE FROM building_footprint WHERE building_id = ?1;
