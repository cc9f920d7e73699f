-- Works with programs from 0017 on.

-- Browsers' sessions at the console. key: a hash of the session's random name. content: sealed with that name, and again where there are
-- keys. claimed: until when one process has it for a change. Instants: milliseconds since 1970.
CREATE TABLE console_sessions (
  key TEXT NOT NULL PRIMARY KEY,
  content TEXT NOT NULL,
  signed_in INTEGER NOT NULL CHECK (signed_in IN (0, 1)),
  revision INTEGER NOT NULL,
  began INTEGER NOT NULL,
  used INTEGER NOT NULL,
  claimed INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX console_sessions_by_age ON console_sessions (signed_in, began);
