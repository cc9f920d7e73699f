-- Works with programs from 0005 on.

-- Records that are not erased. lifted: when the hold ended; NULL: it stands. body: why, and who decided it; JSON, sealed where there are keys.
CREATE TABLE legal_holds (
  id text COLLATE "C" NOT NULL PRIMARY KEY,
  person text COLLATE "C" NOT NULL,
  since text COLLATE "C" NOT NULL,
  lifted text COLLATE "C",
  body text NOT NULL
);
CREATE INDEX legal_holds_by_person ON legal_holds (person) WHERE lifted IS NULL;

-- The partners' Patients whose records were erased: so that what a partner still shows of them does not begin them anew.
CREATE TABLE ended_enrolments (
  partner text COLLATE "C" NOT NULL,
  patient text COLLATE "C" NOT NULL,
  at text COLLATE "C" NOT NULL,
  dead smallint NOT NULL CHECK (dead IN (0, 1)),
  PRIMARY KEY (partner, patient)
);
