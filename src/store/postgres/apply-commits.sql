-- Commits of one process, in their order and in one transaction, up to the first that is refused; that one is undone alone.
-- Answers the transaction's seq, how many were applied, and the refusal.
--
-- seq is the number of the transaction times 8192, and the place in it. The number is drawn when all locks are held: of two
-- transactions that touch one record or resource, the later one has the higher number. The feed reads below the oldest transaction
-- that is still under way, so that no late commit is missed.
-- A commit is about a few rows, which PostgreSQL cannot know of JSON: it expects a hundred, and of a table that is not large yet would
-- rather read all of it and join by a hash than look so often into an index. Milliseconds of each commit, and more the larger it gets.
CREATE FUNCTION {apply_commits}(batch jsonb) RETURNS jsonb LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  one record;
  base bigint;
  opened bigint;
  locked text[];
  done integer := 0;
  changes jsonb := batch -> 'changes';
  many boolean := jsonb_array_length(changes) > 1;
  refusal text; state text; detail text; in_table text;
BEGIN
  SELECT coalesce(array_agg(k.key), '{}') INTO locked FROM (
    SELECT jsonb_array_elements_text(batch -> 'keys') AS key
    UNION SELECT c.record FROM jsonb_to_recordset(batch -> 'earlier') AS x (type text, id text)
      JOIN current_versions c ON c.type = x.type AND c.id = x.id AND c.record IS NOT NULL
  ) AS k;
  -- Always in the same order, so that two wait for each other in a row and not in a ring.
  FOR one IN SELECT DISTINCT hashtextextended(key, {salt}) AS lock FROM unnest(locked) AS key ORDER BY lock
  LOOP
    PERFORM pg_advisory_xact_lock(one.lock);
  END LOOP;

  base := ((SELECT f.base FROM feed f) + pg_current_xact_id()::text::bigint) * 8192;
  IF batch ? 'segment' THEN
    INSERT INTO audit_segments (chain, number, opened, previous)
    SELECT x.chain, x.number, x.opened, x.previous
    FROM jsonb_to_record(batch -> 'segment') AS x (chain text, number integer, opened text, previous text)
    ON CONFLICT (chain, number) DO NOTHING;
    SELECT s.id INTO opened FROM audit_segments s
    WHERE s.chain = batch #>> '{segment,chain}' AND s.number = (batch #>> '{segment,number}')::integer;
  END IF;

  FOR one IN SELECT value FROM jsonb_array_elements(changes)
  LOOP
    IF many THEN
      BEGIN
        PERFORM {apply_commit}(one.value, base, opened, locked);
      EXCEPTION
        -- What a second try can mend is for all of them together.
        WHEN serialization_failure OR deadlock_detected OR lock_not_available OR query_canceled OR SQLSTATE 'SP003' THEN RAISE;
        WHEN OTHERS THEN
          GET STACKED DIAGNOSTICS refusal = MESSAGE_TEXT, state = RETURNED_SQLSTATE, detail = PG_EXCEPTION_DETAIL, in_table = TABLE_NAME;
          -- The chain of the access log has moved: all of them are linked to where it ends now.
          IF state = '23505' AND in_table = 'audit_links' THEN RAISE; END IF;
          RETURN jsonb_build_object('base', base, 'done', done,
            'refusal', jsonb_build_object('message', refusal, 'code', state, 'detail', detail, 'table', in_table));
      END;
    ELSE
      PERFORM {apply_commit}(one.value, base, opened, locked);
    END IF;
    done := done + 1;
  END LOOP;
  RETURN jsonb_build_object('base', base, 'done', done);
END
$$;
