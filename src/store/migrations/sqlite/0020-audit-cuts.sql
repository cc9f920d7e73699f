-- Works with programs from 0017 on.

-- Entries of the access log whose content is gone, as retention took it out: which of a closed segment, and a signature that nobody else did.
-- positions: JSON, a list of numbers. digest: hash over the hashes of these entries, which stay in audit_links.
CREATE TABLE audit_cuts (
  segment INTEGER NOT NULL REFERENCES audit_segments (id),
  number INTEGER NOT NULL,
  positions TEXT NOT NULL,
  digest TEXT NOT NULL,
  at TEXT NOT NULL,
  key TEXT,
  signature TEXT,
  PRIMARY KEY (segment, number)
) STRICT;

-- A link outlives the entry that it is of: without the reference to versions.
CREATE TABLE audit_links_kept (
  seq INTEGER PRIMARY KEY,
  segment INTEGER NOT NULL REFERENCES audit_segments (id),
  position INTEGER NOT NULL,
  hash BLOB NOT NULL,
  UNIQUE (segment, position)
) STRICT;
INSERT INTO audit_links_kept SELECT seq, segment, position, hash FROM audit_links;
DROP TABLE audit_links;
ALTER TABLE audit_links_kept RENAME TO audit_links;
