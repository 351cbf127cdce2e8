-- Forgets how values of a source are translated. ?1 source, ?2 layer.
DELETE FROM code_map WHERE source = ?1 AND layer = ?2;
