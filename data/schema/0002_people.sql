-- Organisations, people, roles, and who answers for what since when.

CREATE TABLE org (
  id INTEGER PRIMARY KEY, -- opaque id
  code TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 32), -- code of the organisation
  name TEXT NOT NULL, -- full name
  kind TEXT NOT NULL DEFAULT '' -- code list org_kind; empty = unknown
);

CREATE TABLE person (
  id INTEGER PRIMARY KEY, -- opaque id
  code TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 32), -- staff code; never a national identity number
  name TEXT NOT NULL, -- name of the member of staff
  phone TEXT NOT NULL DEFAULT '', -- work phone; empty = unknown
  org_id INTEGER REFERENCES org (id) -- the organisation they work for; null = unknown
);
CREATE INDEX person_org ON person (org_id);

CREATE TABLE role (
  id INTEGER PRIMARY KEY, -- opaque id
  code TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 32), -- word used in calls and files, such as grid_head
  label_zh TEXT NOT NULL, -- name in Chinese
  label_en TEXT NOT NULL, -- name in English
  sort_order INTEGER NOT NULL DEFAULT 0 -- order in lists
);

CREATE TABLE staffing_rule (
  id INTEGER PRIMARY KEY, -- opaque id
  theme TEXT NOT NULL REFERENCES theme (code), -- the theme whose grids it speaks of
  level TEXT NOT NULL, -- code of the level, in this theme
  grid_kind TEXT NOT NULL DEFAULT '' CHECK (grid_kind IN ('', 'base', 'dedicated')), -- which kind of grid; empty = any
  role TEXT NOT NULL REFERENCES role (code), -- the role to be filled
  minimum INTEGER NOT NULL DEFAULT 1 CHECK (minimum >= 0), -- people wanted in this role in each such grid
  UNIQUE (theme, level, grid_kind, role),
  FOREIGN KEY (theme, level) REFERENCES grid_level (theme, code)
);

CREATE TABLE assignment (
  id INTEGER PRIMARY KEY, -- opaque id
  person_id INTEGER NOT NULL REFERENCES person (id), -- who answers
  grid_id INTEGER NOT NULL REFERENCES grid_identity (id), -- for which grid
  role TEXT NOT NULL REFERENCES role (code), -- in which role
  is_primary INTEGER NOT NULL DEFAULT 1 CHECK (is_primary IN (0, 1)), -- 1 = first to answer, 0 = deputy
  on_duty INTEGER NOT NULL DEFAULT 1 CHECK (on_duty IN (0, 1)), -- 0 = away for now
  valid_from INTEGER NOT NULL DEFAULT (-9223372036854775807 - 1), -- ms UTC from which it holds; the least integer = always
  valid_to INTEGER NOT NULL DEFAULT 9223372036854775807, -- ms UTC at which it ends; the greatest integer = open
  CHECK (valid_from < valid_to),
  UNIQUE (person_id, grid_id, role, valid_from)
);
CREATE INDEX assignment_grid ON assignment (grid_id);
