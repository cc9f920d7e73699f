-- What a partner without a server of its own holds, as its files and ours say: of one person (about: the partner's id of the
-- Patient), or one entry of its directory (Type/id). seq: order of changes at that partner. body: JSON, sealed where there are keys.
CREATE TABLE partner_documents (
  partner text COLLATE "C" NOT NULL,
  about text COLLATE "C" NOT NULL,
  seq bigint NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (partner, about)
);
CREATE UNIQUE INDEX partner_documents_by_seq ON partner_documents (partner, seq);

-- By what a document is found. key: as it is given, with keys a keyed hash of it.
CREATE TABLE partner_document_keys (
  partner text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  about text COLLATE "C" NOT NULL,
  PRIMARY KEY (partner, key, about)
);
CREATE INDEX partner_document_keys_by_about ON partner_document_keys (partner, about);
