-- The ids of the current arcs of a theme. ?1 theme.
SELECT id FROM arc WHERE theme = ?1 AND edition_to IS NULL ORDER BY id;
