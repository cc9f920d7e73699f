-- Works with programs from 0005 on.

-- Entries of the access log whose content is gone, as retention took it out: which of a closed segment, and a signature that nobody else did.
-- positions: JSON, a list of numbers. digest: hash over the hashes of these entries, which stay in audit_links.
CREATE TABLE audit_cuts (
  segment bigint NOT NULL REFERENCES audit_segments (id),
  number integer NOT NULL,
  positions text NOT NULL,
  digest text NOT NULL,
  at text NOT NULL,
  key text,
  signature text,
  PRIMARY KEY (segment, number)
);
