-- Works with programs from 0005 on.

-- How many duties of a rule are due on a day: of an organization, or, of the empty text, all. Counted as they come and go, whoever writes
-- them, so that a page of counts costs by its days and not by what is counted.
CREATE TABLE duty_days (
  organization text COLLATE "C" NOT NULL,
  rule text COLLATE "C" NOT NULL,
  due text COLLATE "C" NOT NULL,
  count integer NOT NULL,
  PRIMARY KEY (organization, rule, due)
);

-- Days in their order, and one transaction after the other (duties.ts): two never wait for each other.
CREATE FUNCTION count_duty_days() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO duty_days AS d (organization, rule, due, count)
  SELECT coalesce(to_jsonb(c) ->> 'organization', ''), c.rule, c.due, CASE TG_OP WHEN 'INSERT' THEN count(*) ELSE -count(*) END
  FROM changed c GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
  ON CONFLICT (organization, rule, due) DO UPDATE SET count = d.count + excluded.count;
  IF TG_OP = 'DELETE' THEN
    DELETE FROM duty_days d USING changed c
    WHERE d.organization = coalesce(to_jsonb(c) ->> 'organization', '') AND d.rule = c.rule AND d.due = c.due AND d.count = 0;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER duties_added AFTER INSERT ON duties REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION count_duty_days();
CREATE TRIGGER duties_removed AFTER DELETE ON duties REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION count_duty_days();
CREATE TRIGGER duty_owers_added AFTER INSERT ON duty_owers REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION count_duty_days();
CREATE TRIGGER duty_owers_removed AFTER DELETE ON duty_owers REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION count_duty_days();

-- Nobody writes them between the triggers and this.
INSERT INTO duty_days SELECT '', rule, due, count(*) FROM duties GROUP BY rule, due;
INSERT INTO duty_days SELECT organization, rule, due, count(*) FROM duty_owers GROUP BY organization, rule, due;

DROP INDEX duties_by_day;
DROP INDEX duty_owers_by_day;
