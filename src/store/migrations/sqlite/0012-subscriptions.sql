-- resource: as its owner wrote it, a secret in its header, sealed where there are keys. state: how far it has come, nobody's data.
CREATE TABLE subscriptions (
  id TEXT NOT NULL PRIMARY KEY,
  organization TEXT NOT NULL,
  revision INTEGER NOT NULL CHECK (revision >= 1),
  resource TEXT NOT NULL,
  state TEXT NOT NULL
) STRICT;
CREATE INDEX subscriptions_by_organization ON subscriptions (organization, id);

-- Without content: that is looked up, and decided about, when it is told.
CREATE TABLE subscription_events (
  subscription TEXT NOT NULL REFERENCES subscriptions (id) ON DELETE CASCADE,
  number INTEGER NOT NULL CHECK (number >= 1),
  at INTEGER NOT NULL,
  person TEXT NOT NULL,
  fact TEXT NOT NULL,
  focus TEXT NOT NULL,
  PRIMARY KEY (subscription, number)
) STRICT, WITHOUT ROWID;

-- tags: hashes of content by the names of facts, as JSON, sealed where there are keys. next_change: milliseconds since 1970.
CREATE TABLE known_facts (
  subscription TEXT NOT NULL REFERENCES subscriptions (id) ON DELETE CASCADE,
  person TEXT NOT NULL,
  tags TEXT NOT NULL,
  next_change INTEGER,
  PRIMARY KEY (subscription, person)
) STRICT;
CREATE INDEX known_facts_by_change ON known_facts (subscription, next_change) WHERE next_change IS NOT NULL;

-- The newest commit there was when a link opened: whom a subscriber reaches since then.
ALTER TABLE links ADD COLUMN opened INTEGER NOT NULL DEFAULT 0;
CREATE INDEX links_by_opened ON links (partner, opened);
