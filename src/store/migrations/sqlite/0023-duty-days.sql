-- Works with programs from 0017 on.

-- How many duties of a rule are due on a day: of an organization, or, of the empty text, all. Counted as they come and go, whoever writes
-- them, so that a page of counts costs by its days and not by what is counted. While all is forgotten there is no index, and nothing is counted.
CREATE TABLE duty_days (
  organization TEXT NOT NULL,
  rule TEXT NOT NULL,
  due TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (organization, rule, due)
) STRICT, WITHOUT ROWID;
INSERT INTO duty_days SELECT '', rule, due, count(*) FROM duties GROUP BY rule, due;
INSERT INTO duty_days SELECT organization, rule, due, count(*) FROM duty_owers GROUP BY organization, rule, due;

CREATE TRIGGER duties_added AFTER INSERT ON duties BEGIN
  INSERT INTO duty_days VALUES ('', new.rule, new.due, 1) ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER duties_removed AFTER DELETE ON duties WHEN EXISTS (SELECT 1 FROM duty_index) BEGIN
  UPDATE duty_days SET count = count - 1 WHERE organization = '' AND rule = old.rule AND due = old.due;
  DELETE FROM duty_days WHERE organization = '' AND rule = old.rule AND due = old.due AND count = 0;
END;
CREATE TRIGGER duty_owers_added AFTER INSERT ON duty_owers BEGIN
  INSERT INTO duty_days VALUES (new.organization, new.rule, new.due, 1) ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER duty_owers_removed AFTER DELETE ON duty_owers WHEN EXISTS (SELECT 1 FROM duty_index) BEGIN
  UPDATE duty_days SET count = count - 1 WHERE organization = old.organization AND rule = old.rule AND due = old.due;
  DELETE FROM duty_days WHERE organization = old.organization AND rule = old.rule AND due = old.due AND count = 0;
END;

DROP INDEX duties_by_day;
DROP INDEX duty_owers_by_day;
