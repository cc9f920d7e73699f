-- What a partner without a server of its own holds, as its files and ours say: of one person (about: the partner's id of the
-- Patient), or one entry of its directory (Type/id). seq: order of changes at that partner. body: JSON, sealed where there are keys.
CREATE TABLE partner_documents (
  partner TEXT NOT NULL,
  about TEXT NOT NULL,
  seq INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (partner, about)
) STRICT;
CREATE UNIQUE INDEX partner_documents_by_seq ON partner_documents (partner, seq);

-- By what a document is found. key: as it is given, with keys a keyed hash of it.
CREATE TABLE partner_document_keys (
  partner TEXT NOT NULL,
  key TEXT NOT NULL,
  about TEXT NOT NULL,
  PRIMARY KEY (partner, key, about)
) STRICT, WITHOUT ROWID;
CREATE INDEX partner_document_keys_by_about ON partner_document_keys (partner, about);
