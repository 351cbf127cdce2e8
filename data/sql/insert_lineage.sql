-- What became of a grid. ?1 edition, ?2 kind, ?3 grid before, ?4 grid after, ?5 share of area.
INSERT INTO lineage (edition, kind, from_grid, to_grid, share) VALUES (?1, ?2, ?3, ?4, ?5);
