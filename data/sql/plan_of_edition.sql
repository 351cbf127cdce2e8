-- The plan that an edition was. ?1 edition.
SELECT id FROM plan WHERE edition = ?1;
