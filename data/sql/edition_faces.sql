-- Faces of one theme in an edition. ?1 theme code, ?2 edition.
SELECT id, grid_id FROM face
WHERE theme = ?1 AND edition_from <= ?2 AND (edition_to IS NULL OR edition_to > ?2)
ORDER BY id;
