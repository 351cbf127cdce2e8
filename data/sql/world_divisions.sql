-- Divisions with their parent's code, coarsest first. No parameters.
SELECT d.code, d.name, d.level, p.code
FROM division AS d LEFT JOIN division AS p ON p.id = d.parent_id
ORDER BY d.id;
