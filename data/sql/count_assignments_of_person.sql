-- How many assignments of any date name a person. ?1 their code.
SELECT count(*) FROM assignment WHERE person_id = (SELECT id FROM person WHERE code = ?1);
