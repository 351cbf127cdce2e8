-- The id of a current grid. ?1 theme, ?2 code.
SELECT id FROM grid WHERE theme = ?1 AND code = ?2;
