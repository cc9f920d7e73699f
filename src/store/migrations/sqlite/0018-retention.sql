-- Works with programs from 0017 on.

-- Records that are not erased. lifted: when the hold ended; NULL: it stands. body: why, and who decided it; JSON, sealed where there are keys.
CREATE TABLE legal_holds (
  id TEXT NOT NULL PRIMARY KEY,
  person TEXT NOT NULL,
  since TEXT NOT NULL,
  lifted TEXT,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX legal_holds_by_person ON legal_holds (person) WHERE lifted IS NULL;

-- The partners' Patients whose records were erased: so that what a partner still shows of them does not begin them anew.
CREATE TABLE ended_enrolments (
  partner TEXT NOT NULL,
  patient TEXT NOT NULL,
  at TEXT NOT NULL,
  dead INTEGER NOT NULL CHECK (dead IN (0, 1)),
  PRIMARY KEY (partner, patient)
) STRICT, WITHOUT ROWID;
