-- All translations that are kept. No parameters.
SELECT source, layer, target, value, code FROM code_map ORDER BY source, layer, target, value;
