-- Keys that seal what the database holds, themselves sealed with the master key (docs/security.md). Empty: nothing is sealed.
-- purpose: 'data' seals JSON, the newest id is the one in use; 'index' makes keyed hashes of identifiers.
CREATE TABLE store_keys (
  id INTEGER NOT NULL PRIMARY KEY,
  purpose TEXT NOT NULL CHECK (purpose IN ('data', 'index')),
  master TEXT NOT NULL,
  sealed TEXT NOT NULL
) STRICT;
