-- meta.lastUpdated of echoed, so that nobody opens what a partner holds to learn how old it is. NULL: it has none, or was
-- saved before this column.
ALTER TABLE counterparts ADD COLUMN last_updated TEXT;
