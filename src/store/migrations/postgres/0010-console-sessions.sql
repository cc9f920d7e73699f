-- Works with programs from 0005 on.

-- Browsers' sessions at the console. key: a hash of the session's random name. content: sealed with that name, and again where there are
-- keys. claimed: until when one process has it for a change. Instants: milliseconds since 1970.
CREATE TABLE console_sessions (
  key text COLLATE "C" NOT NULL PRIMARY KEY,
  content text NOT NULL,
  signed_in smallint NOT NULL CHECK (signed_in IN (0, 1)),
  revision integer NOT NULL,
  began bigint NOT NULL,
  used bigint NOT NULL,
  claimed bigint NOT NULL DEFAULT 0
);
CREATE INDEX console_sessions_by_age ON console_sessions (signed_in, began);
