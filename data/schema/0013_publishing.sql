-- From a plan to an edition: whose consent it needs and has, when it is published, and what was proved of it.

CREATE TABLE approval_step (
  code TEXT PRIMARY KEY CHECK (length(code) BETWEEN 1 AND 32), -- word used in calls, such as review
  label_zh TEXT NOT NULL, -- name in Chinese
  label_en TEXT NOT NULL, -- name in English
  position INTEGER NOT NULL, -- a step is open once all steps of a lower position are done
  per_parent INTEGER NOT NULL DEFAULT 0 CHECK (per_parent IN (0, 1)), -- 1 = once for each parent whose border with another moves, 0 = once
  author_may INTEGER NOT NULL DEFAULT 0 CHECK (author_may IN (0, 1)), -- 1 = also those who drew the plan
  again_may INTEGER NOT NULL DEFAULT 0 CHECK (again_may IN (0, 1)), -- 1 = also those who consented to the plan in another place
  reason_needed INTEGER NOT NULL DEFAULT 1 CHECK (reason_needed IN (0, 1)) -- 1 = a reason is wanted while the plan has warnings
) WITHOUT ROWID;

CREATE TABLE approver (
  step TEXT NOT NULL REFERENCES approval_step (code), -- the step; without any row everybody who may write takes it
  unit TEXT NOT NULL DEFAULT '', -- code of the unit for which they may; empty = for all
  account TEXT NOT NULL, -- name of the account
  PRIMARY KEY (step, unit, account)
) WITHOUT ROWID;

INSERT INTO approval_step (code, label_zh, label_en, position, per_parent) VALUES
  ('review', '审核', 'Review', 10, 0),
  ('parent_consent', '上级单位同意', 'Consent of the parent', 20, 1),
  ('approve', '批准', 'Approval', 30, 0);

CREATE TABLE approval (
  id INTEGER PRIMARY KEY, -- opaque id; rows are never changed nor removed
  plan INTEGER NOT NULL REFERENCES plan (id), -- the plan consented to
  revision INTEGER NOT NULL, -- the plan's, as it was seen; void unless the plan has been in review ever since
  step TEXT NOT NULL, -- code of the step then
  parent TEXT NOT NULL DEFAULT '', -- code of the parent that consents; empty = none
  account TEXT NOT NULL, -- whose consent it is
  actor TEXT NOT NULL, -- account and label of the key
  at INTEGER NOT NULL, -- ms UTC
  reason TEXT NOT NULL DEFAULT '', -- why, in spite of the warnings
  warnings TEXT NOT NULL DEFAULT '[]' -- JSON: the warnings that the plan had then
);
CREATE INDEX approval_plan ON approval (plan);

CREATE TABLE plan_parent (
  plan INTEGER NOT NULL REFERENCES plan (id), -- a plan that has been sent to review
  parent TEXT NOT NULL, -- code of a unit whose border with another of its kind the plan moves
  PRIMARY KEY (plan, parent)
) WITHOUT ROWID;

CREATE TABLE plan_progress (
  plan INTEGER PRIMARY KEY REFERENCES plan (id), -- the plan; no row = nothing of this
  review_revision INTEGER, -- the revision with which it came to review; null = it is not in review or beyond
  publish_at INTEGER UNIQUE, -- ms UTC at which it becomes an edition; null = it is not scheduled
  publish_by TEXT NOT NULL DEFAULT '', -- who scheduled it
  notice TEXT NOT NULL DEFAULT '' -- what its planners have to know, such as that an edition overtook it
);
INSERT INTO plan_progress (plan, review_revision) SELECT id, revision FROM plan WHERE state IN ('review', 'approved', 'published');

CREATE TABLE certificate (
  edition INTEGER NOT NULL REFERENCES edition (number), -- the edition
  theme TEXT NOT NULL REFERENCES theme (code), -- a theme that it changed
  grids INTEGER NOT NULL, -- units of every level
  faces INTEGER NOT NULL, -- pieces of ground, the outside not counted
  arcs INTEGER NOT NULL, -- borders from node to node
  nodes INTEGER NOT NULL, -- places where borders begin and end
  doubled_area TEXT NOT NULL, -- twice the area of all ground with a unit, in square lattice units: exact, a decimal number
  violations INTEGER NOT NULL, -- broken invariants that the whole check found
  checked_at INTEGER NOT NULL, -- ms UTC of the whole check: of a plan, when it was approved
  PRIMARY KEY (edition, theme)
) WITHOUT ROWID;
