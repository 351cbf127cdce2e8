-- What is certified of a theme as it is now. ?1 theme.
SELECT edition, nodes, doubled_area, violations FROM certificate
WHERE theme = ?1 AND edition = (SELECT max(edition) FROM edition_theme WHERE theme = ?1);
