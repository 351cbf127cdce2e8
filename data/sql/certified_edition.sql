-- An edition. ?1 number.
SELECT number, valid_from, published_at, actor, note, source, root_hash FROM edition WHERE number = ?1;
