-- The id of the last grid that bore a code, current or not. ?1 theme, ?2 code.
SELECT grid_id FROM grid_version WHERE theme = ?1 AND code = ?2 ORDER BY edition_from DESC LIMIT 1;
