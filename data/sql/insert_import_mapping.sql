-- Keeps one column of a mapping. ?1 source, ?2 layer, ?3 target, ?4 field.
INSERT INTO import_mapping (source, layer, target, field) VALUES (?1, ?2, ?3, ?4);
