-- Changes or adds a setting. ?1 key, ?2 value.
INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value;
