-- Deleted at the partner, by evidence: nothing is sent under its peer id any more.
ALTER TABLE counterparts ADD COLUMN gone INTEGER NOT NULL DEFAULT 0 CHECK (gone IN (0, 1));
