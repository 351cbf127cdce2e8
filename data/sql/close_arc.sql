-- Ends an arc. ?1 id, ?2 the edition that ends it.
UPDATE arc SET edition_to = ?2 WHERE id = ?1;
