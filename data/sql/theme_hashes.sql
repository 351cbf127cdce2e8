-- The newest hashes of every theme that has content, in order of theme. No parameters.
SELECT theme, content_hash, attribute_hash, max(edition) FROM edition_theme GROUP BY theme ORDER BY theme;
