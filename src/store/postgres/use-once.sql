-- Whether a key was not used before. Not worth waiting for the disk.
CREATE FUNCTION {use_once}(used text, until_then bigint, at bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  is_new boolean := false;
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  -- A few at a time: nobody waits for many to be forgotten, and more are forgotten than come.
  DELETE FROM used_once WHERE key IN (
    SELECT u.key FROM used_once u WHERE u.until <= at ORDER BY u.until LIMIT 8 FOR UPDATE SKIP LOCKED
  );
  INSERT INTO used_once AS u (key, until) VALUES (used, until_then)
  ON CONFLICT (key) DO UPDATE SET until = excluded.until WHERE u.until <= at
  RETURNING true INTO is_new;
  RETURN coalesce(is_new, false);
END
$$;
