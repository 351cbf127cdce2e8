-- The edition that held at an instant. ?1 ms UTC.
SELECT max(number) FROM edition WHERE valid_from <= ?1;
