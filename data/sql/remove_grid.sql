-- Takes a grid out of the current edition, its label with it. ?1 id.
DELETE FROM grid WHERE id = ?1;
