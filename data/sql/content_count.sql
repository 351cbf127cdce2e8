-- How many rows of content a store holds; 0 means that it is empty. No parameters.
SELECT (SELECT count(*) FROM edition) + (SELECT count(*) FROM person) + (SELECT count(*) FROM camera)
  + (SELECT count(*) FROM key_site) + (SELECT count(*) FROM building) + (SELECT count(*) FROM rental_house)
  + (SELECT count(*) FROM enterprise) + (SELECT count(*) FROM reference_line) + (SELECT count(*) FROM address);
