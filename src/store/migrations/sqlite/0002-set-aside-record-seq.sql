-- The person's record as it stood when this was weighed: once it has moved, the answer can be another.
ALTER TABLE set_aside ADD COLUMN record_seq INTEGER;
