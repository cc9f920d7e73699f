-- resource: as its owner wrote it, a secret in its header, sealed where there are keys. state: how far it has come, nobody's data.
CREATE TABLE subscriptions (
  id text COLLATE "C" NOT NULL PRIMARY KEY,
  organization text COLLATE "C" NOT NULL,
  revision integer NOT NULL CHECK (revision >= 1),
  resource text NOT NULL,
  state text NOT NULL
);
CREATE INDEX subscriptions_by_organization ON subscriptions (organization, id);

-- Without content: that is looked up, and decided about, when it is told.
CREATE TABLE subscription_events (
  subscription text COLLATE "C" NOT NULL REFERENCES subscriptions (id) ON DELETE CASCADE,
  number integer NOT NULL CHECK (number >= 1),
  at bigint NOT NULL,
  person text COLLATE "C" NOT NULL,
  fact text COLLATE "C" NOT NULL,
  focus text COLLATE "C" NOT NULL,
  PRIMARY KEY (subscription, number)
);

-- tags: hashes of content by the names of facts, as JSON, sealed where there are keys.
CREATE TABLE known_facts (
  subscription text COLLATE "C" NOT NULL REFERENCES subscriptions (id) ON DELETE CASCADE,
  person text COLLATE "C" NOT NULL,
  tags text NOT NULL,
  next_change bigint,
  PRIMARY KEY (subscription, person)
);
CREATE INDEX known_facts_by_change ON known_facts (subscription, next_change) WHERE next_change IS NOT NULL;

-- A place before the commit that opened a link: whom a subscriber reaches since then.
ALTER TABLE links ADD COLUMN opened bigint NOT NULL DEFAULT 0;
CREATE INDEX links_by_opened ON links (partner, opened);
