-- Adds a consent. ?1 plan, ?2 revision, ?3 step, ?4 parent, ?5 account, ?6 actor, ?7 ms UTC, ?8 reason, ?9 warnings.
INSERT INTO approval (plan, revision, step, parent, account, actor, at, reason, warnings) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9);
