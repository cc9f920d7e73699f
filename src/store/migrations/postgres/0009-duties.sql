-- Works with programs from 0005 on.

-- What is owed by when. All of it is derived from records, the directory and the settings: it can be forgotten and made anew.

-- basis: rules and settings that it was computed by. upto: the commit up to which it knows all; NULL: it has never been whole.
CREATE TABLE duty_index (
  one smallint NOT NULL PRIMARY KEY CHECK (one = 1),
  basis text COLLATE "C" NOT NULL,
  upto bigint
);

-- as_of: the commit up to which all was known when the record was read. next_change: when time alone changes the answer.
CREATE TABLE duty_records (
  person text COLLATE "C" NOT NULL PRIMARY KEY,
  as_of bigint NOT NULL,
  next_change bigint
);
CREATE INDEX duty_records_by_next_change ON duty_records (next_change) WHERE next_change IS NOT NULL;

-- Directory entries that records lead to.
CREATE TABLE duty_entries (
  entry text COLLATE "C" NOT NULL,
  person text COLLATE "C" NOT NULL,
  PRIMARY KEY (entry, person)
);
CREATE INDEX duty_entries_by_person ON duty_entries (person);

-- due: a day; the empty text: without delay. owner: JSON, sealed where there are keys. organizations: JSON.
CREATE TABLE duties (
  person text COLLATE "C" NOT NULL,
  place integer NOT NULL,
  rule text COLLATE "C" NOT NULL,
  about text COLLATE "C" NOT NULL,
  due text COLLATE "C" NOT NULL,
  organizations text NOT NULL,
  owner text,
  PRIMARY KEY (person, place)
);
CREATE INDEX duties_by_due ON duties (due, person, rule, about, place);
CREATE INDEX duties_by_rule ON duties (rule, person, due);
CREATE INDEX duties_by_day ON duties (rule, due);

-- Organizations behind the owner, each once.
CREATE TABLE duty_owers (
  organization text COLLATE "C" NOT NULL,
  due text COLLATE "C" NOT NULL,
  person text COLLATE "C" NOT NULL,
  place integer NOT NULL,
  rule text COLLATE "C" NOT NULL,
  PRIMARY KEY (organization, due, person, place)
);
CREATE INDEX duty_owers_by_person ON duty_owers (person);
CREATE INDEX duty_owers_by_day ON duty_owers (organization, rule, due);

-- Links that stand so, in the order of persons.
CREATE INDEX links_of_standing ON links (partner, standing, person);
CREATE INDEX links_of_standing_stale ON links (partner, standing, person) WHERE stale = 1;
