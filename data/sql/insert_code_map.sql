-- Keeps one translation of a mapping. ?1 source, ?2 layer, ?3 target, ?4 value over there, ?5 code here.
INSERT INTO code_map (source, layer, target, value, code) VALUES (?1, ?2, ?3, ?4, ?5);
