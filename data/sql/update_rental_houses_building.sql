-- Moves the rental houses of one building to another. ?1 id of the building that had them, ?2 id of the one that gets them.
UPDATE rental_house SET building_id = ?2 WHERE building_id = ?1;
