-- Which of the resources belong to another plan than the record's, as a JSON list of type/peer_id; NULL: none.
ALTER TABLE set_aside ADD COLUMN candidates TEXT;
