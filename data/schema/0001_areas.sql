-- Divisions, themes, levels, and the coverage of each theme dated by edition.
-- Instants are milliseconds since 1970-01-01T00:00Z. Geometry is EPSG:4490, longitude first, on a lattice of 1e-7 degree.
-- Rows of a coverage are valid in the editions [edition_from, edition_to); edition_to is null while they are current.

CREATE TABLE division (
  id INTEGER PRIMARY KEY, -- opaque id
  code TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 32), -- division code, 6 digits by GB/T 2260 or a local one
  name TEXT NOT NULL, -- full name
  level TEXT NOT NULL CHECK (level IN ('province', 'prefecture', 'county')), -- code list division_level
  parent_id INTEGER REFERENCES division (id), -- the division above; null at the top
  local INTEGER NOT NULL DEFAULT 0 CHECK (local IN (0, 1)), -- 1 = the code is a local one, in no national list
  valid_from INTEGER NOT NULL DEFAULT (-9223372036854775807 - 1), -- ms UTC from which it exists; the least integer = always
  valid_to INTEGER NOT NULL DEFAULT 9223372036854775807 -- ms UTC at which it ends; the greatest integer = open
);
CREATE INDEX division_parent ON division (parent_id);

CREATE TABLE theme (
  id INTEGER PRIMARY KEY, -- opaque id
  code TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 32), -- word used in calls and files, such as base
  label_zh TEXT NOT NULL, -- name in Chinese
  label_en TEXT NOT NULL, -- name in English
  arrangement TEXT NOT NULL CHECK (arrangement IN ('base', 'overlaid')), -- base = the one that covers the ground; overlaid = may overlap the base, not itself
  sort_order INTEGER NOT NULL DEFAULT 0 -- order in lists; base first
);

CREATE TABLE grid_level (
  id INTEGER PRIMARY KEY, -- opaque id
  theme TEXT NOT NULL REFERENCES theme (code), -- the theme it is a level of
  code TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 32), -- word used in calls and files, such as township
  label_zh TEXT NOT NULL, -- name in Chinese
  label_en TEXT NOT NULL, -- name in English
  rank INTEGER NOT NULL, -- order from coarse to fine; a parent has a smaller rank; numbered with room between
  kind TEXT NOT NULL DEFAULT 'area' CHECK (kind IN ('area', 'list')), -- area = has ground; list = holds buildings or addresses under an area
  full_cover INTEGER NOT NULL DEFAULT 0 CHECK (full_cover IN (0, 1)), -- 1 = the units must cover their parents without a rest
  division_level TEXT, -- the division level it coincides with, or null
  UNIQUE (theme, code),
  UNIQUE (theme, rank)
);

CREATE TABLE edition (
  number INTEGER PRIMARY KEY, -- counts up from 1, one sequence for all themes
  valid_from INTEGER NOT NULL UNIQUE, -- ms UTC from which it holds; grows with the number
  published_at INTEGER NOT NULL, -- ms UTC of the commit
  actor TEXT NOT NULL, -- who published it
  note TEXT NOT NULL DEFAULT '', -- shown with the edition
  source TEXT NOT NULL DEFAULT '', -- the file it came from; empty = none
  root_hash TEXT NOT NULL -- SHA-256 in hex over the hashes of every theme's newest content
);

CREATE TABLE edition_theme (
  edition INTEGER NOT NULL REFERENCES edition (number), -- the edition that changed this theme
  theme TEXT NOT NULL REFERENCES theme (code), -- the theme changed
  content_hash TEXT NOT NULL, -- SHA-256 in hex over the sorted unit segments with the codes on both sides
  attribute_hash TEXT NOT NULL, -- SHA-256 in hex over the grids' attributes in order of code
  grid_count INTEGER NOT NULL, -- units of every level
  arc_count INTEGER NOT NULL, -- arcs
  PRIMARY KEY (theme, edition)
) WITHOUT ROWID;

CREATE TABLE grid_identity (
  id INTEGER PRIMARY KEY, -- the id of a grid, the same in all its versions, never used again
  theme TEXT NOT NULL REFERENCES theme (code), -- the theme it belongs to
  first_edition INTEGER NOT NULL REFERENCES edition (number) -- the edition that brought it
);

CREATE TABLE face (
  id INTEGER PRIMARY KEY, -- opaque id
  theme TEXT NOT NULL REFERENCES theme (code), -- the coverage it belongs to
  grid_id INTEGER REFERENCES grid_identity (id), -- the lowest unit that owns it; null = enclosed ground of nobody
  edition_from INTEGER NOT NULL REFERENCES edition (number), -- first edition that has it
  edition_to INTEGER REFERENCES edition (number) -- first edition that has it no more; null = current
);
CREATE INDEX face_theme ON face (theme, edition_to);
CREATE INDEX face_grid ON face (grid_id);

CREATE TABLE arc (
  id INTEGER PRIMARY KEY, -- opaque id
  theme TEXT NOT NULL REFERENCES theme (code), -- the coverage it belongs to
  left_face INTEGER REFERENCES face (id), -- the face on the left of its direction; null = outside
  right_face INTEGER REFERENCES face (id), -- the face on the right of its direction; null = outside
  edition_from INTEGER NOT NULL REFERENCES edition (number), -- first edition that has it
  edition_to INTEGER REFERENCES edition (number), -- first edition that has it no more; null = current
  geom LINESTRING NOT NULL -- the shared border from node to node, stored once; EPSG:4490
);
CREATE INDEX arc_theme ON arc (theme, edition_to);

CREATE TABLE grid (
  id INTEGER PRIMARY KEY REFERENCES grid_identity (id), -- the same as grid_identity.id
  theme TEXT NOT NULL REFERENCES theme (code), -- the theme it belongs to
  level TEXT NOT NULL, -- code of the level, in this theme
  code TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 32), -- code of the unit, unique in the theme now
  name TEXT NOT NULL DEFAULT '', -- name in Chinese as people say it
  kind TEXT NOT NULL DEFAULT 'base' CHECK (kind IN ('base', 'dedicated')), -- dedicated = a carved enterprise, campus, market ... grid
  parent_id INTEGER REFERENCES grid_identity (id), -- the unit above in the same theme; null at the top
  division_id INTEGER REFERENCES division (id), -- the division it lies in; null = unknown
  fallback_org TEXT NOT NULL DEFAULT '', -- the organisation that answers where nobody does; empty = none
  households INTEGER CHECK (households >= 0), -- number of households; null = unknown
  residents INTEGER CHECK (residents >= 0), -- number of residents; null = unknown
  area_m2 REAL NOT NULL, -- geodesic area in square metres
  limits_text TEXT NOT NULL DEFAULT '', -- the four limits in words
  edition_from INTEGER NOT NULL REFERENCES edition (number), -- the edition since which this row stands as it is
  geom MULTIPOLYGON NOT NULL, -- outline derived from the arcs; EPSG:4490
  UNIQUE (theme, code),
  FOREIGN KEY (theme, level) REFERENCES grid_level (theme, code)
);
CREATE INDEX grid_parent ON grid (parent_id);

CREATE TABLE grid_label (
  grid_id INTEGER PRIMARY KEY REFERENCES grid (id) ON DELETE CASCADE, -- the current grid
  geom POINT NOT NULL -- an interior point far from the outline, for the label; EPSG:4490
);

CREATE TABLE grid_version (
  grid_id INTEGER NOT NULL REFERENCES grid_identity (id), -- the grid
  edition_from INTEGER NOT NULL REFERENCES edition (number), -- first edition in which these attributes hold
  edition_to INTEGER REFERENCES edition (number), -- first edition in which they hold no more; null = current
  theme TEXT NOT NULL REFERENCES theme (code), -- as grid.theme
  level TEXT NOT NULL, -- as grid.level
  code TEXT NOT NULL, -- as grid.code
  name TEXT NOT NULL, -- as grid.name
  kind TEXT NOT NULL, -- as grid.kind
  parent_id INTEGER REFERENCES grid_identity (id), -- as grid.parent_id
  division_id INTEGER REFERENCES division (id), -- as grid.division_id
  fallback_org TEXT NOT NULL, -- as grid.fallback_org
  households INTEGER, -- as grid.households
  residents INTEGER, -- as grid.residents
  area_m2 REAL NOT NULL, -- as grid.area_m2, in square metres
  limits_text TEXT NOT NULL, -- as grid.limits_text
  PRIMARY KEY (grid_id, edition_from)
) WITHOUT ROWID;
CREATE INDEX grid_version_code ON grid_version (theme, code);

CREATE TABLE lineage (
  id INTEGER PRIMARY KEY, -- opaque id
  edition INTEGER NOT NULL REFERENCES edition (number), -- the edition that did it
  kind TEXT NOT NULL CHECK (kind IN ('new', 'close', 'move', 'split', 'merge')), -- what happened
  from_grid INTEGER REFERENCES grid_identity (id), -- the grid before; null for a new one
  to_grid INTEGER REFERENCES grid_identity (id), -- the grid after; null for a closed one
  share REAL CHECK (share BETWEEN 0 AND 1) -- part of from_grid's area that went to to_grid; null = not measured
);
CREATE INDEX lineage_edition ON lineage (edition);
CREATE INDEX lineage_from ON lineage (from_grid);
CREATE INDEX lineage_to ON lineage (to_grid);
