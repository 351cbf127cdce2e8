-- What is certified of the themes of an edition. ?1 edition.
SELECT certificate.theme, grids, faces, arcs, nodes, doubled_area, violations, checked_at, content_hash, attribute_hash
FROM certificate JOIN edition_theme USING (edition, theme) WHERE certificate.edition = ?1 ORDER BY certificate.theme;
