-- A withdrawn consent to publication owed a deletion to a store that nothing was ever sent to. Now a deletion is owed on the link of
-- the store that holds something, and these links stand for nothing.
DELETE FROM links WHERE partner = 'national store' AND json_extract(body, '$.reason') IN ('publication-withdrawn', 'not-connected');
