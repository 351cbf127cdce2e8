-- Plans: drafts of a theme's next edition, kept as the operations that were done to an edition. What they make is never stored
-- but replayed, so that undo needs no inverse and a plan can be moved to a newer edition.

CREATE TABLE plan (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100), -- as people say it
  theme TEXT NOT NULL REFERENCES theme (code), -- the theme it redraws
  within TEXT NOT NULL DEFAULT '', -- code of the unit whose ground it may redraw; empty = the whole theme
  base_edition INTEGER NOT NULL, -- the edition that the operations are done to; 0 = an empty theme
  state TEXT NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'review', 'approved', 'published', 'withdrawn')), -- where it stands
  revision INTEGER NOT NULL DEFAULT 1, -- grows by one with every change of the plan
  approved_revision INTEGER, -- the revision that was checked whole and approved; null = none
  note TEXT NOT NULL DEFAULT '', -- the reason; becomes the edition's note
  created_at INTEGER NOT NULL, -- ms UTC
  created_by TEXT NOT NULL, -- who made it
  changed_at INTEGER NOT NULL, -- ms UTC of the last change
  edition INTEGER REFERENCES edition (number) -- what it was published as; null = not
);

CREATE TABLE plan_op (
  plan INTEGER NOT NULL REFERENCES plan (id), -- the plan it belongs to
  number INTEGER NOT NULL, -- counts up from 1: the order of doing
  revision INTEGER NOT NULL, -- the plan's revision that doing it, undoing it or doing it again made last
  intent TEXT NOT NULL, -- what the planner asked for, as JSON, with the codes that were given out
  actor TEXT NOT NULL, -- who did it
  at INTEGER NOT NULL, -- ms UTC
  state TEXT NOT NULL DEFAULT 'done' CHECK (state IN ('done', 'undone', 'dropped')), -- dropped = undone, and something else done since
  PRIMARY KEY (plan, number)
) WITHOUT ROWID;
