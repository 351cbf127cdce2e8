-- Accounts, the journal of every change, imports, settings and code lists.

CREATE TABLE account (
  id INTEGER PRIMARY KEY, -- opaque id
  name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 64), -- name to sign in with
  password_hash TEXT NOT NULL, -- argon2id with its parameters and salt, as libsodium writes it
  scope TEXT NOT NULL, -- what it may do: read, write or admin
  active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)), -- 0 = shut
  created_at INTEGER NOT NULL, -- ms UTC
  created_by TEXT NOT NULL -- actor
);

CREATE TABLE api_key (
  id INTEGER PRIMARY KEY, -- opaque id
  account_id INTEGER NOT NULL REFERENCES account (id), -- whose key it is
  label TEXT NOT NULL, -- what it is for
  key_hash BLOB NOT NULL UNIQUE CHECK (length(key_hash) = 32), -- SHA-256 of the key; the key itself is kept nowhere
  created_at INTEGER NOT NULL, -- ms UTC
  created_by TEXT NOT NULL, -- actor
  revoked_at INTEGER -- ms UTC from which it is refused; null = in force
);
CREATE INDEX api_key_account ON api_key (account_id);

CREATE TABLE journal (
  number INTEGER PRIMARY KEY AUTOINCREMENT, -- revision of the store after this change
  at INTEGER NOT NULL, -- ms UTC of the commit
  actor TEXT NOT NULL, -- who did it
  kind TEXT NOT NULL, -- what was done, such as camera.upsert
  object_id INTEGER, -- id of the row changed; null for many
  code TEXT NOT NULL DEFAULT '', -- code of the row changed; empty for many
  edition INTEGER, -- the edition published; null for other changes
  detail TEXT NOT NULL DEFAULT '{}' -- JSON: counts and hashes, never personal values
);

CREATE TABLE import_run (
  id INTEGER PRIMARY KEY, -- opaque id
  at INTEGER NOT NULL, -- ms UTC of the commit
  actor TEXT NOT NULL, -- who ran it
  source TEXT NOT NULL, -- file name
  row_count INTEGER NOT NULL, -- rows taken
  journal INTEGER NOT NULL REFERENCES journal (number), -- the change it made
  detail TEXT NOT NULL DEFAULT '{}' -- JSON: rows taken by table
);
CREATE INDEX import_run_journal ON import_run (journal);

CREATE TABLE setting (
  key TEXT NOT NULL PRIMARY KEY, -- name of the setting
  value TEXT NOT NULL -- its value
) WITHOUT ROWID;

CREATE TABLE code_list (
  list TEXT NOT NULL, -- name of the list, such as camera_kind
  code TEXT NOT NULL, -- the value kept in other tables
  label_zh TEXT NOT NULL, -- name in Chinese
  label_en TEXT NOT NULL, -- name in English
  source TEXT NOT NULL DEFAULT '', -- the standard and its section; empty = a list of this program or place
  sort_order INTEGER NOT NULL DEFAULT 0, -- order in lists
  PRIMARY KEY (list, code)
) WITHOUT ROWID;
