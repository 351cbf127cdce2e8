-- Writes one row of person by code: a new one, or over the old one. ?1 code, ?2 name, ?3 phone, ?4 org_id.
INSERT INTO person (code, name, phone, org_id)
VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (code) DO UPDATE SET name = excluded.name, phone = excluded.phone, org_id = excluded.org_id;
