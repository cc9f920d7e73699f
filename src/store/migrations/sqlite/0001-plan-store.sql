-- Every version of every resource, in the order of all commits.
CREATE TABLE versions (
  seq INTEGER PRIMARY KEY,
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version >= 1),
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  record TEXT,
  owner TEXT,
  body TEXT NOT NULL,
  UNIQUE (type, id, version)
) STRICT;

-- Which version is current. last_updated is milliseconds since 1970.
CREATE TABLE current_versions (
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  seq INTEGER NOT NULL REFERENCES versions (seq),
  version INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  record TEXT,
  last_updated INTEGER NOT NULL,
  PRIMARY KEY (type, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX current_by_seq ON current_versions (type, seq) WHERE deleted = 0;
CREATE INDEX current_by_last_updated ON current_versions (type, last_updated, seq) WHERE deleted = 0;
CREATE INDEX current_by_record ON current_versions (record, seq) WHERE deleted = 0;

-- Search rows of current, undeleted versions. A token without a system has the empty string.
CREATE TABLE token_rows (
  type TEXT NOT NULL,
  name TEXT NOT NULL,
  code TEXT NOT NULL,
  system TEXT NOT NULL,
  seq INTEGER NOT NULL REFERENCES versions (seq),
  PRIMARY KEY (type, name, code, system, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX token_rows_by_system ON token_rows (type, name, system, seq);
CREATE INDEX token_rows_by_seq ON token_rows (seq);

CREATE TABLE reference_rows (
  type TEXT NOT NULL,
  name TEXT NOT NULL,
  target TEXT NOT NULL,
  seq INTEGER NOT NULL REFERENCES versions (seq),
  PRIMARY KEY (type, name, target, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX reference_rows_by_seq ON reference_rows (seq);

-- Newest seq of each person's record.
CREATE TABLE records (
  person TEXT NOT NULL PRIMARY KEY,
  seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX records_by_seq ON records (seq);

CREATE TABLE person_identifiers (
  system TEXT NOT NULL,
  value TEXT NOT NULL,
  person TEXT NOT NULL,
  PRIMARY KEY (system, value)
) STRICT, WITHOUT ROWID;

-- body is the link as it was given; the other columns are what a pass asks for, instants in milliseconds.
-- stale: never computed, or computed from another state of the record than the present one.
CREATE TABLE links (
  partner TEXT NOT NULL,
  person TEXT NOT NULL,
  standing TEXT NOT NULL
    CHECK (standing IN ('in-step', 'owed', 'delivering', 'held', 'blocked', 'in-conflict', 'unreachable')),
  computed_seq INTEGER,
  configuration TEXT,
  stale INTEGER NOT NULL CHECK (stale IN (0, 1)),
  next_change INTEGER,
  next_attempt INTEGER,
  owed_since INTEGER,
  body TEXT NOT NULL,
  PRIMARY KEY (person, partner)
) STRICT, WITHOUT ROWID;
CREATE INDEX links_by_standing ON links (partner, standing);
CREATE INDEX links_stale ON links (partner) WHERE stale = 1;
CREATE INDEX links_by_configuration ON links (partner, configuration);
CREATE INDEX links_by_next_change ON links (partner, next_change) WHERE next_change IS NOT NULL;

CREATE TABLE counterparts (
  partner TEXT NOT NULL,
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  person TEXT,
  peer_id TEXT,
  peer_version TEXT,
  sent TEXT,
  echoed TEXT,
  frozen INTEGER NOT NULL CHECK (frozen IN (0, 1)),
  PRIMARY KEY (partner, type, id)
) STRICT;
CREATE UNIQUE INDEX counterparts_by_peer_id ON counterparts (partner, type, peer_id) WHERE peer_id IS NOT NULL;
CREATE INDEX counterparts_by_person ON counterparts (partner, person) WHERE person IS NOT NULL;

CREATE TABLE seen_versions (
  partner TEXT NOT NULL,
  type TEXT NOT NULL,
  peer_id TEXT NOT NULL,
  version TEXT NOT NULL,
  PRIMARY KEY (partner, type, peer_id, version)
) STRICT, WITHOUT ROWID;

-- errors: findings of severity error.
CREATE TABLE set_aside (
  partner TEXT NOT NULL,
  person TEXT NOT NULL,
  since TEXT NOT NULL,
  errors INTEGER NOT NULL,
  resources TEXT NOT NULL,
  findings TEXT NOT NULL,
  PRIMARY KEY (partner, person)
) STRICT;

CREATE TABLE checkpoints (
  partner TEXT NOT NULL PRIMARY KEY,
  epoch INTEGER NOT NULL,
  cursor TEXT NOT NULL,
  enrolled_seq INTEGER NOT NULL
) STRICT;

-- A released lease keeps its row: the token must never be given out twice. held_until is milliseconds since 1970.
CREATE TABLE leases (
  name TEXT NOT NULL PRIMARY KEY,
  owner TEXT,
  token INTEGER NOT NULL,
  held_until INTEGER NOT NULL
) STRICT;
