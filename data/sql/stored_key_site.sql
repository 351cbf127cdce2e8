-- One key site. ?1 its code.
SELECT id, code, name, kind, address, responsible, phone, attention, geom FROM key_site WHERE code = ?1;
