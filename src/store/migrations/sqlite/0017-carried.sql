-- With keys a number and a key are kept as a keyed hash, which nobody turns back. What it was, sealed: so that all of it can be carried
-- to another database. NULL: it stands beside as it was given.
ALTER TABLE person_identifiers ADD COLUMN sealed TEXT;
ALTER TABLE partner_document_keys ADD COLUMN sealed TEXT;

-- An import that is under way: which file it is of (its hash), and how many of its lines are here.
CREATE TABLE import_place (archive TEXT NOT NULL, lines INTEGER NOT NULL) STRICT;
