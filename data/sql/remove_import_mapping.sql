-- Forgets how files of a source are read. ?1 source, ?2 layer.
DELETE FROM import_mapping WHERE source = ?1 AND layer = ?2;
