-- The last edition up to a given one that changed a theme, with its hashes. ?1 theme code, ?2 edition.
SELECT edition, content_hash, attribute_hash FROM edition_theme WHERE theme = ?1 AND edition <= ?2
ORDER BY edition DESC LIMIT 1;
