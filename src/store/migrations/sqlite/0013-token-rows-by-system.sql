-- Tokens by their system first: so they are looked up by system, and by system and code, without an index for each, and by a code
-- alone in one system after the other. An index less to write to with every token.
CREATE TABLE tokens (
  parameter INTEGER NOT NULL REFERENCES search_parameters (number),
  system TEXT NOT NULL,
  code TEXT NOT NULL,
  seq INTEGER NOT NULL REFERENCES versions (seq),
  element INTEGER NOT NULL,
  PRIMARY KEY (parameter, system, code, seq, element)
) STRICT, WITHOUT ROWID;
INSERT INTO tokens (parameter, system, code, seq, element)
  SELECT parameter, system, code, seq, element FROM token_rows ORDER BY parameter, system, code, seq, element;
DROP TABLE token_rows;
ALTER TABLE tokens RENAME TO token_rows;
CREATE INDEX token_rows_by_seq ON token_rows (seq, parameter);
