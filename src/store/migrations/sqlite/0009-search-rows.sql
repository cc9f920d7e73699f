-- Search rows by kind, made anew from the current versions when a database is opened (refill-rows.ts).
DROP TABLE token_rows;
DROP TABLE reference_rows;

-- What rows are named by. A number takes less room than two texts in every row of every index.
CREATE TABLE search_parameters (
  number INTEGER PRIMARY KEY,
  type TEXT NOT NULL,
  name TEXT NOT NULL,
  UNIQUE (type, name)
) STRICT;

-- How far the rows of a type are made, and by which definitions. Those of later commits are made with them.
CREATE TABLE search_index (
  type TEXT NOT NULL PRIMARY KEY,
  version TEXT NOT NULL,
  upto INTEGER NOT NULL,
  done INTEGER NOT NULL CHECK (done IN (0, 1))
) STRICT, WITHOUT ROWID;

-- Of current, undeleted versions. A token without a system has the empty string. element: which of a composite's elements, else 0.
CREATE TABLE token_rows (
  parameter INTEGER NOT NULL REFERENCES search_parameters (number),
  code TEXT NOT NULL,
  system TEXT NOT NULL,
  seq INTEGER NOT NULL REFERENCES versions (seq),
  element INTEGER NOT NULL,
  PRIMARY KEY (parameter, code, system, seq, element)
) STRICT, WITHOUT ROWID;
CREATE INDEX token_rows_by_system ON token_rows (parameter, system, seq);
CREATE INDEX token_rows_by_seq ON token_rows (seq, parameter);

CREATE TABLE reference_rows (
  parameter INTEGER NOT NULL REFERENCES search_parameters (number),
  target TEXT NOT NULL,
  seq INTEGER NOT NULL REFERENCES versions (seq),
  element INTEGER NOT NULL,
  PRIMARY KEY (parameter, target, seq, element)
) STRICT, WITHOUT ROWID;
CREATE INDEX reference_rows_by_seq ON reference_rows (seq, parameter);

-- From low to before high, milliseconds since 1970.
CREATE TABLE date_rows (
  parameter INTEGER NOT NULL REFERENCES search_parameters (number),
  low INTEGER NOT NULL,
  high INTEGER NOT NULL,
  seq INTEGER NOT NULL REFERENCES versions (seq),
  element INTEGER NOT NULL,
  PRIMARY KEY (parameter, low, high, seq, element)
) STRICT, WITHOUT ROWID;
CREATE INDEX date_rows_by_seq ON date_rows (seq, parameter);

-- What tells of somebody: texts, quantities, dates of birth and death. value: JSON, sealed where there are keys. start: how a text
-- begins, so that not all of them need to be opened; with keys, one of 256 numbers.
CREATE TABLE private_rows (
  parameter INTEGER NOT NULL REFERENCES search_parameters (number),
  start TEXT NOT NULL,
  value TEXT NOT NULL,
  seq INTEGER NOT NULL REFERENCES versions (seq),
  element INTEGER NOT NULL
) STRICT;
CREATE INDEX private_rows_by_start ON private_rows (parameter, start);
CREATE INDEX private_rows_by_seq ON private_rows (seq, parameter);
