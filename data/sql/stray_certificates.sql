-- Certificates of themes that their edition did not change. No parameters.
SELECT edition, theme FROM certificate EXCEPT SELECT edition, theme FROM edition_theme ORDER BY 1, 2;
