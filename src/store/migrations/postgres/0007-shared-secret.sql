-- Works with programs from 0005 on.

-- What all processes on this store know and no other does. One row, drawn by the first process that opens it.
CREATE TABLE shared_secret (
  one smallint NOT NULL PRIMARY KEY CHECK (one = 1),
  drawn text NOT NULL
);
