-- What came from a partner and waits to be taken in with all else about the same person. patient: the partner's id of
-- the Patient it is about, empty for the directory. version and resource: NULL when the partner deleted it.
CREATE TABLE arrivals (
  partner TEXT NOT NULL,
  type TEXT NOT NULL,
  peer_id TEXT NOT NULL,
  patient TEXT NOT NULL,
  version TEXT,
  resource TEXT,
  PRIMARY KEY (partner, type, peer_id)
) STRICT;
CREATE INDEX arrivals_by_patient ON arrivals (partner, patient, type, peer_id);

-- Elements that the partner can't hold, as a JSON list.
ALTER TABLE counterparts ADD COLUMN mask TEXT;

-- When it was met last, in milliseconds since 1970 by our clock: what a whole pull did not meet again is forgotten.
ALTER TABLE seen_versions ADD COLUMN met_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX seen_versions_by_met_at ON seen_versions (partner, met_at);

ALTER TABLE checkpoints ADD COLUMN restored INTEGER NOT NULL DEFAULT 0 CHECK (restored IN (0, 1));
ALTER TABLE checkpoints ADD COLUMN paused_until TEXT;
ALTER TABLE checkpoints ADD COLUMN reconcile INTEGER NOT NULL DEFAULT 0 CHECK (reconcile IN (0, 1));
ALTER TABLE checkpoints ADD COLUMN not_visible INTEGER NOT NULL DEFAULT 0;
ALTER TABLE checkpoints ADD COLUMN run TEXT;

-- body: what the partner's system says of itself, what was probed and what was learned.
CREATE TABLE capabilities (
  partner TEXT NOT NULL PRIMARY KEY,
  body TEXT NOT NULL
) STRICT;

-- started: milliseconds since 1970.
CREATE TABLE runs (
  id TEXT NOT NULL PRIMARY KEY,
  partner TEXT NOT NULL,
  kind TEXT NOT NULL,
  started INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX runs_by_started ON runs (started);
CREATE INDEX runs_by_partner ON runs (partner, kind, started);

-- What is wrong with what a partner gave, where nobody can say whose it is.
CREATE TABLE partner_findings (
  partner TEXT NOT NULL,
  place TEXT NOT NULL,
  since TEXT NOT NULL,
  finding TEXT NOT NULL,
  PRIMARY KEY (partner, place)
) STRICT;

-- When a person without a link to a partner may begin to take part there: milliseconds since 1970.
CREATE TABLE enrolment_dates (
  partner TEXT NOT NULL,
  person TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (partner, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX enrolment_dates_by_at ON enrolment_dates (partner, at);

CREATE INDEX links_by_partner ON links (partner, person);
