-- The hashes that each edition's root follows from: all editions with the themes that they changed. No parameters.
SELECT number, root_hash, theme, content_hash, attribute_hash FROM edition JOIN edition_theme ON edition = number ORDER BY number, theme;
