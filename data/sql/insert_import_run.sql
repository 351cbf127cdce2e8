-- Records an import. ?1 ms UTC, ?2 actor, ?3 source, ?4 rows taken, ?5 journal number, ?6 JSON.
INSERT INTO import_run (at, actor, source, row_count, journal, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6);
