-- The openings of the store that wrote something. No parameters.
SELECT first_number, mark FROM opening ORDER BY first_number;
