-- The hash chain of the access log. Each process that writes has a chain of its own, in segments.
-- previous: hash at the end of the segment before it in its chain, empty for the first.
CREATE TABLE audit_segments (
  id INTEGER PRIMARY KEY,
  chain TEXT NOT NULL,
  number INTEGER NOT NULL,
  opened TEXT NOT NULL,
  previous TEXT NOT NULL,
  UNIQUE (chain, number)
) STRICT;

CREATE TABLE audit_links (
  seq INTEGER PRIMARY KEY REFERENCES versions (seq),
  segment INTEGER NOT NULL REFERENCES audit_segments (id),
  position INTEGER NOT NULL,
  hash BLOB NOT NULL,
  UNIQUE (segment, position)
) STRICT;

-- A closed segment: how many entries it has and the hash of the last. Anchors are a chain themselves.
CREATE TABLE audit_anchors (
  number INTEGER PRIMARY KEY,
  segment INTEGER NOT NULL UNIQUE REFERENCES audit_segments (id),
  entries INTEGER NOT NULL,
  head TEXT NOT NULL,
  closed TEXT NOT NULL,
  previous TEXT NOT NULL,
  key TEXT,
  signature TEXT
) STRICT;

-- Entries up to here were written before there was a chain.
CREATE TABLE audit_start (seq INTEGER NOT NULL) STRICT;
INSERT INTO audit_start SELECT coalesce(max(seq), 0) FROM versions;
