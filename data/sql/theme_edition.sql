-- The edition that last changed a theme. ?1 theme.
SELECT max(edition) FROM edition_theme WHERE theme = ?1;
