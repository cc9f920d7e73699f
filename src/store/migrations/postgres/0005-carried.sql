-- With keys a number and a key are kept as a keyed hash, and a long key is kept shortened: nobody turns that back. What it was, sealed
-- where there are keys: so that all of it can be carried to another database. NULL: it stands beside as it was given.
ALTER TABLE person_identifiers ADD COLUMN sealed text;
ALTER TABLE partner_document_keys ADD COLUMN sealed text;

-- An import that is under way: which file it is of (its hash), and how many of its lines are here.
CREATE TABLE import_place (archive text NOT NULL, lines bigint NOT NULL);

-- Entries up to here were written before there was a chain: none here, but they may come from a database that is older.
CREATE TABLE audit_start (seq bigint NOT NULL);
INSERT INTO audit_start VALUES (0);
