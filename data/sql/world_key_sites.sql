-- Key sites. No parameters.
SELECT id, code, name, kind, address, responsible, phone, attention, geom FROM key_site ORDER BY id;
