-- Ends a face. ?1 id, ?2 the edition that ends it.
UPDATE face SET edition_to = ?2 WHERE id = ?1;
