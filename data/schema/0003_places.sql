-- What stands inside the grids. Places are points in EPSG:4490, longitude first.

CREATE TABLE camera (
  id INTEGER PRIMARY KEY, -- opaque id
  code TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 32), -- code of the camera
  name TEXT NOT NULL DEFAULT '', -- where it looks, in words
  kind TEXT NOT NULL, -- code list camera_kind
  azimuth_deg REAL CHECK (azimuth_deg >= 0 AND azimuth_deg < 360), -- middle of its view, degrees clockwise from north; null = unknown
  fov_deg REAL CHECK (fov_deg > 0 AND fov_deg <= 360), -- horizontal field of view in degrees; null = unknown
  range_m REAL CHECK (range_m > 0), -- distance it sees in metres; null = unknown
  height_m REAL, -- height above ground in metres; null = unknown
  online INTEGER NOT NULL DEFAULT 1 CHECK (online IN (0, 1)), -- 1 = in working order
  gb_id TEXT NOT NULL DEFAULT '', -- GB/T 28181 id, 20 digits; empty = none
  owner TEXT NOT NULL DEFAULT '', -- who owns it
  platform TEXT NOT NULL DEFAULT '', -- name of the video platform; never an address or account
  channel TEXT NOT NULL DEFAULT '', -- channel on that platform
  built_phase TEXT NOT NULL DEFAULT '', -- the programme it was built in
  boundary_crossing INTEGER NOT NULL DEFAULT 0 CHECK (boundary_crossing IN (0, 1)), -- 1 = watches a road across the district's border
  geom POINT NOT NULL -- its place; EPSG:4490
);

CREATE TABLE key_site (
  id INTEGER PRIMARY KEY, -- opaque id
  code TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 32), -- code of the site
  name TEXT NOT NULL DEFAULT '', -- name of the site
  kind TEXT NOT NULL, -- code list key_site_kind
  address TEXT NOT NULL DEFAULT '', -- address in words
  responsible TEXT NOT NULL DEFAULT '', -- who answers for the site
  phone TEXT NOT NULL DEFAULT '', -- work phone of the site
  attention INTEGER NOT NULL DEFAULT 0 CHECK (attention BETWEEN 0 AND 3), -- 0 none, 1 low, 2 middle, 3 high
  geom POINT NOT NULL -- its place; EPSG:4490
);

CREATE TABLE street (
  id INTEGER PRIMARY KEY, -- opaque id
  code TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 32), -- code of the street
  name TEXT NOT NULL -- name of the street or quarter
);

CREATE TABLE building (
  id INTEGER PRIMARY KEY, -- opaque id
  code TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 32), -- code of the building
  name TEXT NOT NULL DEFAULT '', -- name of the building
  address TEXT NOT NULL DEFAULT '', -- address in words
  building_use TEXT NOT NULL DEFAULT '', -- code list building_use (GB/T 31000-2015 5.17); empty = unknown
  floors INTEGER CHECK (floors >= 0), -- storeys; null = unknown
  units INTEGER CHECK (units >= 0), -- entrances; null = unknown
  households INTEGER CHECK (households >= 0), -- households; null = unknown
  residents INTEGER CHECK (residents >= 0), -- residents; null = unknown
  geom POINT NOT NULL -- its place; EPSG:4490
);

CREATE TABLE building_footprint (
  building_id INTEGER PRIMARY KEY REFERENCES building (id) ON DELETE CASCADE, -- the building
  geom POLYGON NOT NULL -- its outline on the ground; EPSG:4490
);

CREATE TABLE address (
  id INTEGER PRIMARY KEY, -- opaque id
  code TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 32), -- code of the address
  name TEXT NOT NULL, -- this part of the address, such as a door number
  kind TEXT NOT NULL CHECK (kind IN ('road', 'quarter', 'building', 'unit', 'room')), -- code list address_kind
  parent_id INTEGER REFERENCES address (id), -- the part above; null at the top
  street_id INTEGER REFERENCES street (id), -- its street; null = none
  building_id INTEGER REFERENCES building (id), -- its building; null = none
  geom POINT -- its place, null = that of the part above; EPSG:4490
);
CREATE INDEX address_parent ON address (parent_id);
CREATE INDEX address_street ON address (street_id);
CREATE INDEX address_building ON address (building_id);

CREATE TABLE rental_house (
  id INTEGER PRIMARY KEY, -- opaque id
  code TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 32), -- code of the rental house
  address TEXT NOT NULL DEFAULT '', -- address in words
  building_id INTEGER REFERENCES building (id), -- the building it is in; null = unknown
  building_use TEXT NOT NULL DEFAULT '', -- code list building_use (GB/T 31000-2015 5.17)
  rental_use TEXT NOT NULL DEFAULT '', -- code list rental_use (GB/T 31000-2015 5.18)
  hazard TEXT NOT NULL DEFAULT '', -- code list rental_hazard (GB/T 31000-2015 5.19)
  let_kind TEXT NOT NULL DEFAULT 'long' CHECK (let_kind IN ('long', 'short')), -- long or short lets
  tenant_count INTEGER CHECK (tenant_count >= 0), -- tenants; null = unknown
  last_visit INTEGER, -- ms UTC of the last visit; null = never
  geom POINT NOT NULL -- its place; EPSG:4490
);
CREATE INDEX rental_house_building ON rental_house (building_id);

CREATE TABLE enterprise (
  id INTEGER PRIMARY KEY, -- opaque id
  code TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 32), -- code of the enterprise
  name TEXT NOT NULL, -- registered name
  credit_code TEXT NOT NULL DEFAULT '', -- unified social credit code, 18 characters; empty = unknown
  size_class TEXT NOT NULL DEFAULT '', -- code list enterprise_size; empty = unknown
  grid_id INTEGER REFERENCES grid_identity (id), -- its dedicated grid; null = none
  staff INTEGER CHECK (staff >= 0), -- employees; null = unknown
  guards INTEGER CHECK (guards >= 0), -- guards among them; null = unknown
  geom POINT NOT NULL -- its place; EPSG:4490
);
CREATE INDEX enterprise_grid ON enterprise (grid_id);

CREATE TABLE reference_line (
  id INTEGER PRIMARY KEY, -- opaque id
  code TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 32), -- code of the line
  name TEXT NOT NULL DEFAULT '', -- name of the street, river ...
  kind TEXT NOT NULL, -- code list reference_line_kind
  geom LINESTRING NOT NULL -- its course; EPSG:4490
);

CREATE TABLE external_ref (
  source TEXT NOT NULL, -- the system a record came from
  kind TEXT NOT NULL, -- the table here, such as camera
  external_id TEXT NOT NULL, -- its key over there
  code TEXT NOT NULL, -- its code here
  PRIMARY KEY (source, kind, external_id)
) WITHOUT ROWID;
