-- What may be used once only, until it no longer holds by itself (milliseconds since 1970): proofs of possession.
CREATE TABLE used_once (
  key TEXT PRIMARY KEY,
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX used_once_until ON used_once (until);
