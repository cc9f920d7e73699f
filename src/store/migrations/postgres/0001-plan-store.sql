-- Texts are compared byte by byte (COLLATE "C"), as SQLite does: pages go by that order. What is true or false is 1 or 0, and instants
-- are milliseconds since 1970, as there, so that both stores read their rows alike (src/store/rows).

-- Every version of every resource. seq: the transaction that wrote it and the place in it (apply-commits.sql). In 16 parts by a hash of
-- the id (docs/adr/0021-postgresql.md): a resource has all its versions in one.
CREATE TABLE versions (
  seq bigint NOT NULL,
  type text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  version integer NOT NULL CHECK (version >= 1),
  deleted smallint NOT NULL CHECK (deleted IN (0, 1)),
  record text COLLATE "C",
  owner text,
  body text NOT NULL,
  PRIMARY KEY (id, type, version)
) PARTITION BY HASH (id);
CREATE TABLE versions_00 PARTITION OF versions FOR VALUES WITH (MODULUS 16, REMAINDER 0);
CREATE TABLE versions_01 PARTITION OF versions FOR VALUES WITH (MODULUS 16, REMAINDER 1);
CREATE TABLE versions_02 PARTITION OF versions FOR VALUES WITH (MODULUS 16, REMAINDER 2);
CREATE TABLE versions_03 PARTITION OF versions FOR VALUES WITH (MODULUS 16, REMAINDER 3);
CREATE TABLE versions_04 PARTITION OF versions FOR VALUES WITH (MODULUS 16, REMAINDER 4);
CREATE TABLE versions_05 PARTITION OF versions FOR VALUES WITH (MODULUS 16, REMAINDER 5);
CREATE TABLE versions_06 PARTITION OF versions FOR VALUES WITH (MODULUS 16, REMAINDER 6);
CREATE TABLE versions_07 PARTITION OF versions FOR VALUES WITH (MODULUS 16, REMAINDER 7);
CREATE TABLE versions_08 PARTITION OF versions FOR VALUES WITH (MODULUS 16, REMAINDER 8);
CREATE TABLE versions_09 PARTITION OF versions FOR VALUES WITH (MODULUS 16, REMAINDER 9);
CREATE TABLE versions_10 PARTITION OF versions FOR VALUES WITH (MODULUS 16, REMAINDER 10);
CREATE TABLE versions_11 PARTITION OF versions FOR VALUES WITH (MODULUS 16, REMAINDER 11);
CREATE TABLE versions_12 PARTITION OF versions FOR VALUES WITH (MODULUS 16, REMAINDER 12);
CREATE TABLE versions_13 PARTITION OF versions FOR VALUES WITH (MODULUS 16, REMAINDER 13);
CREATE TABLE versions_14 PARTITION OF versions FOR VALUES WITH (MODULUS 16, REMAINDER 14);
CREATE TABLE versions_15 PARTITION OF versions FOR VALUES WITH (MODULUS 16, REMAINDER 15);
CREATE INDEX versions_by_seq ON versions (seq);
CREATE INDEX versions_by_type ON versions (type, seq);
CREATE INDEX versions_by_record ON versions (record, seq) WHERE record IS NOT NULL;

-- What is added to a transaction's number: more than nothing once the data was taken to another server, where these begin anew.
CREATE TABLE feed (base bigint NOT NULL);
INSERT INTO feed VALUES (0);

-- Which version is current.
CREATE TABLE current_versions (
  type text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  seq bigint NOT NULL,
  version integer NOT NULL,
  deleted smallint NOT NULL CHECK (deleted IN (0, 1)),
  record text COLLATE "C",
  last_updated bigint NOT NULL,
  PRIMARY KEY (type, id)
);
CREATE UNIQUE INDEX current_versions_by_seq ON current_versions (seq);
CREATE INDEX current_by_type ON current_versions (type, seq) WHERE deleted = 0;
CREATE INDEX current_by_last_updated ON current_versions (type, last_updated, seq) WHERE deleted = 0;
CREATE INDEX current_by_record ON current_versions (record, seq) WHERE deleted = 0;

-- What search rows are named by.
CREATE TABLE search_parameters (
  number integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  type text NOT NULL,
  name text NOT NULL,
  UNIQUE (type, name)
);

-- How far the rows of a type are made, and by which definitions. Those of later commits are made with them.
CREATE TABLE search_index (
  type text NOT NULL PRIMARY KEY,
  version text NOT NULL,
  upto bigint NOT NULL,
  done smallint NOT NULL CHECK (done IN (0, 1))
);

-- Search rows of current, undeleted versions. A token without a system has the empty string. element: which of a composite's elements,
-- else 0.
CREATE TABLE token_rows (
  parameter integer NOT NULL,
  code text COLLATE "C" NOT NULL,
  system text COLLATE "C" NOT NULL,
  seq bigint NOT NULL,
  element integer NOT NULL,
  PRIMARY KEY (parameter, code, system, seq, element)
);
CREATE INDEX token_rows_by_system ON token_rows (parameter, system, seq);
CREATE INDEX token_rows_by_seq ON token_rows (seq, parameter);

CREATE TABLE reference_rows (
  parameter integer NOT NULL,
  target text COLLATE "C" NOT NULL,
  seq bigint NOT NULL,
  element integer NOT NULL,
  PRIMARY KEY (parameter, target, seq, element)
);
CREATE INDEX reference_rows_by_seq ON reference_rows (seq, parameter);

-- From low to before high.
CREATE TABLE date_rows (
  parameter integer NOT NULL,
  low bigint NOT NULL,
  high bigint NOT NULL,
  seq bigint NOT NULL,
  element integer NOT NULL,
  PRIMARY KEY (parameter, low, high, seq, element)
);
CREATE INDEX date_rows_by_seq ON date_rows (seq, parameter);

-- What tells of somebody: texts, quantities, dates of birth and death. value: JSON, sealed where there are keys. start: how a text
-- begins, so that not all of them need to be opened; with keys, one of 256 numbers.
CREATE TABLE private_rows (
  parameter integer NOT NULL,
  start text COLLATE "C" NOT NULL,
  value text NOT NULL,
  seq bigint NOT NULL,
  element integer NOT NULL
);
CREATE INDEX private_rows_by_start ON private_rows (parameter, start);
CREATE INDEX private_rows_by_seq ON private_rows (seq, parameter);

-- Newest seq of each person's record.
CREATE TABLE records (
  person text COLLATE "C" NOT NULL PRIMARY KEY,
  seq bigint NOT NULL
);
CREATE INDEX records_by_seq ON records (seq);

CREATE TABLE person_identifiers (
  system text COLLATE "C" NOT NULL,
  value text COLLATE "C" NOT NULL,
  person text COLLATE "C" NOT NULL,
  PRIMARY KEY (system, value)
);
CREATE INDEX person_identifiers_by_person ON person_identifiers (person);

-- body is the link as it was given; the other columns are what a pass asks for.
-- stale: never computed, or computed from another state of the record than the present one.
CREATE TABLE links (
  partner text COLLATE "C" NOT NULL,
  person text COLLATE "C" NOT NULL,
  standing text NOT NULL
    CHECK (standing IN ('in-step', 'owed', 'delivering', 'held', 'blocked', 'in-conflict', 'unreachable')),
  computed_seq bigint,
  configuration text COLLATE "C",
  stale smallint NOT NULL CHECK (stale IN (0, 1)),
  next_change bigint,
  next_attempt bigint,
  owed_since bigint,
  body text NOT NULL,
  PRIMARY KEY (person, partner)
);
CREATE INDEX links_by_partner ON links (partner, person);
CREATE INDEX links_by_standing ON links (partner, standing);
CREATE INDEX links_stale ON links (partner) WHERE stale = 1;
CREATE INDEX links_by_configuration ON links (partner, configuration);
CREATE INDEX links_by_next_change ON links (partner, next_change) WHERE next_change IS NOT NULL;

CREATE TABLE counterparts (
  partner text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  person text COLLATE "C",
  peer_id text COLLATE "C",
  peer_version text,
  sent text,
  echoed text,
  mask text,
  last_updated text,
  frozen smallint NOT NULL CHECK (frozen IN (0, 1)),
  gone smallint NOT NULL CHECK (gone IN (0, 1)),
  PRIMARY KEY (partner, type, id)
);
CREATE UNIQUE INDEX counterparts_by_peer_id ON counterparts (partner, type, peer_id) WHERE peer_id IS NOT NULL;
CREATE INDEX counterparts_by_person ON counterparts (partner, person) WHERE person IS NOT NULL;

-- met_at: when it was met last, by our clock: what a whole pull did not meet again is forgotten.
CREATE TABLE seen_versions (
  partner text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  peer_id text COLLATE "C" NOT NULL,
  version text COLLATE "C" NOT NULL,
  met_at bigint NOT NULL,
  PRIMARY KEY (partner, type, peer_id, version)
);
CREATE INDEX seen_versions_by_met_at ON seen_versions (partner, met_at);

-- errors: findings of severity error. candidates: which of the resources belong to another plan than the record's; NULL: none.
CREATE TABLE set_aside (
  partner text COLLATE "C" NOT NULL,
  person text COLLATE "C" NOT NULL,
  since text COLLATE "C" NOT NULL,
  errors integer NOT NULL,
  resources text NOT NULL,
  findings text NOT NULL,
  record_seq bigint,
  candidates text,
  PRIMARY KEY (partner, person)
);
CREATE INDEX set_aside_by_person ON set_aside (person);

-- What came from a partner and waits. patient: the partner's id of the Patient it is about, empty for the directory. version and
-- resource: NULL when the partner deleted it. came: the order in which they came first.
CREATE TABLE arrivals (
  partner text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  peer_id text COLLATE "C" NOT NULL,
  patient text COLLATE "C" NOT NULL,
  version text,
  resource text,
  came bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  PRIMARY KEY (partner, type, peer_id)
);
CREATE INDEX arrivals_by_patient ON arrivals (partner, patient, type, peer_id);

CREATE TABLE checkpoints (
  partner text COLLATE "C" NOT NULL PRIMARY KEY,
  epoch integer NOT NULL,
  cursor text NOT NULL,
  enrolled_seq bigint NOT NULL,
  restored smallint NOT NULL CHECK (restored IN (0, 1)),
  paused_until text,
  reconcile smallint NOT NULL CHECK (reconcile IN (0, 1)),
  not_visible integer NOT NULL,
  run text
);

CREATE TABLE capabilities (
  partner text COLLATE "C" NOT NULL PRIMARY KEY,
  body text NOT NULL
);

-- came: among runs that started at the same time, the order in which they were saved.
CREATE TABLE runs (
  id text COLLATE "C" NOT NULL PRIMARY KEY,
  partner text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  started bigint NOT NULL,
  body text NOT NULL,
  came bigint NOT NULL GENERATED ALWAYS AS IDENTITY
);
CREATE INDEX runs_by_started ON runs (started);
CREATE INDEX runs_by_partner ON runs (partner, kind, started);

CREATE TABLE partner_findings (
  partner text COLLATE "C" NOT NULL,
  place text COLLATE "C" NOT NULL,
  since text COLLATE "C" NOT NULL,
  finding text NOT NULL,
  PRIMARY KEY (partner, place)
);

CREATE TABLE enrolment_dates (
  partner text COLLATE "C" NOT NULL,
  person text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (partner, person)
);
CREATE INDEX enrolment_dates_by_at ON enrolment_dates (partner, at);

-- A released lease keeps its row: the token must never be given out twice.
CREATE TABLE leases (
  name text COLLATE "C" NOT NULL PRIMARY KEY,
  owner text,
  token bigint NOT NULL,
  held_until bigint NOT NULL
);

CREATE TABLE used_once (
  key text COLLATE "C" NOT NULL PRIMARY KEY,
  until bigint NOT NULL
);
CREATE INDEX used_once_until ON used_once (until);

-- The hash chain of the access log. Each process that writes has a chain of its own, in segments.
-- previous: hash at the end of the segment before it in its chain, empty for the first.
CREATE TABLE audit_segments (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  chain text COLLATE "C" NOT NULL,
  number integer NOT NULL,
  opened text NOT NULL,
  previous text NOT NULL,
  UNIQUE (chain, number)
);

-- id: of the AuditEvent.
CREATE TABLE audit_links (
  seq bigint PRIMARY KEY,
  id text COLLATE "C" NOT NULL,
  segment bigint NOT NULL REFERENCES audit_segments (id),
  position integer NOT NULL,
  hash bytea NOT NULL,
  UNIQUE (segment, position)
);

-- A closed segment: how many entries it has and the hash of the last. Anchors are a chain themselves.
CREATE TABLE audit_anchors (
  number integer PRIMARY KEY,
  segment bigint NOT NULL UNIQUE REFERENCES audit_segments (id),
  entries integer NOT NULL,
  head text NOT NULL,
  closed text NOT NULL,
  previous text NOT NULL,
  key text,
  signature text
);

-- Keys that seal what the database holds, themselves sealed with the master key (docs/security.md). Empty: nothing is sealed.
CREATE TABLE store_keys (
  id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  purpose text NOT NULL CHECK (purpose IN ('data', 'index')),
  master text NOT NULL,
  sealed text NOT NULL
);
