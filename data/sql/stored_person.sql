-- One member of staff with the code of their organisation. ?1 their code.
SELECT p.id, p.code, p.name, p.phone, o.code FROM person AS p LEFT JOIN org AS o ON o.id = p.org_id WHERE p.code = ?1;
