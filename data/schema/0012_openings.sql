-- Whose numbers the journal's numbers are: a copy of the store that is put back counts again from where it was made.

CREATE TABLE opening (
  first_number INTEGER PRIMARY KEY, -- the first journal number written while the store was open this time
  mark TEXT NOT NULL CHECK (length(mark) BETWEEN 1 AND 16) -- drawn at random, [a-z2-7]
);
CREATE INDEX journal_kind ON journal (kind);
CREATE INDEX journal_edition ON journal (edition) WHERE edition IS NOT NULL;
