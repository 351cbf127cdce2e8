-- What planners keep beside the operations of a plan: who works on which grid, and why a warning is left as it is. And what the
-- city asks of its grids, which plans are measured against.

CREATE TABLE plan_lock (
  plan INTEGER NOT NULL REFERENCES plan (id), -- the plan in whose drawing the grid is held
  grid TEXT NOT NULL, -- code of the grid, as the plan calls it
  holder TEXT NOT NULL, -- the account that alone may change it
  taken_at INTEGER NOT NULL, -- ms UTC, of the first taking
  until INTEGER NOT NULL, -- ms UTC; ended from then on
  PRIMARY KEY (plan, grid)
) WITHOUT ROWID;

CREATE TABLE plan_reason (
  plan INTEGER NOT NULL REFERENCES plan (id), -- the plan whose warning it is
  problem TEXT NOT NULL, -- key of the warning: kind, grid and what tells it from others of the grid
  reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 500), -- why it is left so
  actor TEXT NOT NULL, -- who says so
  at INTEGER NOT NULL, -- ms UTC
  PRIMARY KEY (plan, problem)
) WITHOUT ROWID;

CREATE TABLE grid_rule (
  theme TEXT NOT NULL REFERENCES theme (code), -- of the grids
  level TEXT NOT NULL, -- code of their level
  measure TEXT NOT NULL, -- households, residents, buildings, area_m2, walk_radius_m; code_digits = what follows the parent's code
  least REAL, -- null = no lower bound
  most REAL, -- null = no upper bound
  PRIMARY KEY (theme, level, measure)
) WITHOUT ROWID;
