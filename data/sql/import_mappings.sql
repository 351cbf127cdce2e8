-- All mappings that are kept. No parameters.
SELECT source, layer, target, field FROM import_mapping ORDER BY source, layer, target;
