-- Where objects came from: the key that each source has for them, and how the files of a source are read.

CREATE TEMP TABLE external_ref_before AS SELECT source, kind, external_id, code FROM external_ref;
DROP TABLE external_ref;
CREATE TABLE external_ref (
  source TEXT NOT NULL CHECK (length(source) BETWEEN 1 AND 64), -- the system a record came from
  kind TEXT NOT NULL, -- the table here, such as camera
  external_id TEXT NOT NULL CHECK (length(external_id) BETWEEN 1 AND 128), -- its key over there
  code TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 32), -- its code here
  seen_at INTEGER NOT NULL, -- ms UTC of the last import that changed something and whose file had the key
  vanished_at INTEGER, -- ms UTC of the first import whose file had the key no more; null = it was in the last file
  PRIMARY KEY (source, kind, external_id)
) WITHOUT ROWID;
INSERT INTO external_ref (source, kind, external_id, code, seen_at) SELECT source, kind, external_id, code, 0 FROM external_ref_before;
DROP TABLE temp.external_ref_before;
CREATE UNIQUE INDEX external_ref_code ON external_ref (kind, code, source);

CREATE TABLE import_mapping (
  source TEXT NOT NULL CHECK (length(source) BETWEEN 1 AND 64), -- the system whose files are read so
  layer TEXT NOT NULL, -- what they are imported as, such as cameras
  target TEXT NOT NULL, -- a column here, or an option of the import: $key, $frame, $crs ...
  field TEXT NOT NULL, -- the field of the file; of an option its value
  PRIMARY KEY (source, layer, target)
) WITHOUT ROWID;

CREATE TABLE code_map (
  source TEXT NOT NULL CHECK (length(source) BETWEEN 1 AND 64), -- the system whose values are translated
  layer TEXT NOT NULL, -- as import_mapping.layer
  target TEXT NOT NULL, -- the column here that gets the code
  value TEXT NOT NULL, -- the value over there; empty = where there is none
  code TEXT NOT NULL, -- the value here, mostly of a code list
  PRIMARY KEY (source, layer, target, value)
) WITHOUT ROWID;
