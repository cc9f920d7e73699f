-- The history of a type, and of a person's record, newest first.
CREATE INDEX versions_by_type ON versions (type, seq);
CREATE INDEX versions_by_record ON versions (record, seq) WHERE record IS NOT NULL;
