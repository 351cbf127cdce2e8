-- The id of one row of reference_line. ?1 its code.
SELECT id FROM reference_line WHERE code = ?1;
