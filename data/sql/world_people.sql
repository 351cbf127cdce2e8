-- Members of staff with the code of their organisation. No parameters.
SELECT p.id, p.code, p.name, p.phone, o.code FROM person AS p LEFT JOIN org AS o ON o.id = p.org_id ORDER BY p.id;
