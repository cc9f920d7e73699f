-- One commit. change: what apply-commit.ts makes of it. base: seq of the transaction, to which each write adds its place. Refusals are
-- raised as SP001 with a name of src/store/texts.ts and what there is to tell.
CREATE FUNCTION {apply_commit}(change jsonb, base bigint, segment bigint, locked text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  one record;
  previous record;
  persons text[];
  replaced bigint[] := '{}';
  moved jsonb := '{}';
BEGIN
  FOR one IN SELECT * FROM jsonb_to_recordset(change -> 'fences') AS f (lease text, token bigint) ORDER BY f.lease
  LOOP
    -- Held until the end: nobody takes it over between this look and the commit.
    PERFORM 1 FROM leases l WHERE l.name = one.lease AND l.token = one.token AND l.owner IS NOT NULL FOR SHARE;
    IF NOT FOUND THEN
      RAISE EXCEPTION USING ERRCODE = 'SP001', MESSAGE = 'leaseLost', DETAIL = jsonb_build_object('where', one.lease);
    END IF;
  END LOOP;

  -- One that was there and is not any more was erased.
  SELECT e.seq AS expected, coalesce(r.seq, 0) AS found INTO one
  FROM jsonb_to_recordset(change -> 'expect') AS e (record text, seq bigint) LEFT JOIN records r ON r.person = e.record
  WHERE r.seq > e.seq OR (r.seq IS NULL AND e.seq > 0) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'SP001', MESSAGE = 'staleRecord',
      DETAIL = jsonb_build_object('expected', one.expected::text, 'found', one.found::text);
  END IF;

  IF change ? 'unheld' THEN PERFORM {refuse_held}(change ->> 'unheld'); END IF;

  IF change ? 'joined' THEN
    UPDATE counterparts c SET person = change #>> '{joined,into}'
    WHERE c.person = change #>> '{joined,person}'
      AND c.partner IN (SELECT l.partner FROM links l WHERE l.person = change #>> '{joined,person}');
    UPDATE person_identifiers SET person = change #>> '{joined,into}' WHERE person = change #>> '{joined,person}';
    DELETE FROM links WHERE person = change #>> '{joined,person}';
    DELETE FROM set_aside WHERE person = change #>> '{joined,person}';
    INSERT INTO person_identifiers (system, value, person)
    VALUES ('samplan:joined', change #>> '{joined,person}', change #>> '{joined,into}');
  END IF;

  IF change ?| '{identifiers,set_aside,taken}' THEN
    -- What a run says that knew a person before she was joined.
    SELECT array_agg(DISTINCT p.person) INTO persons FROM (
      SELECT x.person FROM jsonb_to_recordset(change -> 'identifiers') AS x (person text)
      UNION ALL SELECT x.person FROM jsonb_to_recordset(change -> 'set_aside') AS x (person text)
      UNION ALL SELECT x.person FROM jsonb_to_recordset(change -> 'taken') AS x (person text)
    ) AS p;
    IF EXISTS (
      SELECT 1 FROM person_identifiers j WHERE j.system = 'samplan:joined' AND j.value = ANY (persons) AND j.person <> j.value
    ) THEN
      RAISE EXCEPTION USING ERRCODE = 'SP001', MESSAGE = 'staleRecord', DETAIL = '{}';
    END IF;
  END IF;

  IF change ? 'identifiers' THEN
    -- Nobody is joined by what a sender calls an identifier.
    SELECT x.system INTO one FROM jsonb_to_recordset(change -> 'identifiers') AS x (system text) WHERE x.system = 'samplan:joined' LIMIT 1;
    IF NOT FOUND THEN
      INSERT INTO person_identifiers (system, value, person, sealed)
      SELECT x.system, x.value, x.person, x.sealed
      FROM jsonb_to_recordset(change -> 'identifiers') AS x (system text, value text, person text, sealed text)
      ON CONFLICT (system, value) DO NOTHING;
      SELECT x.system INTO one
      FROM jsonb_to_recordset(change -> 'identifiers') AS x (system text, value text, person text)
        JOIN person_identifiers p ON p.system = x.system AND p.value = x.value
      WHERE p.person <> x.person LIMIT 1;
    END IF;
    IF FOUND THEN
      RAISE EXCEPTION USING ERRCODE = 'SP001', MESSAGE = 'identifierClaimed',
        DETAIL = jsonb_build_object('where', 'Patient.identifier', 'found', one.system);
    END IF;
  END IF;

  FOR one IN
    SELECT * FROM jsonb_to_recordset(change -> 'writes')
      AS w (place integer, type text, id text, version integer, deleted smallint, record text, owner text, body text, at bigint)
    ORDER BY w.place
  LOOP
    SELECT c.seq, c.version, c.record, c.last_updated INTO previous
    FROM current_versions c WHERE c.type = one.type AND c.id = one.id;
    IF one.version <> coalesce(previous.version, 0) + 1 THEN
      RAISE EXCEPTION USING ERRCODE = 'SP001', MESSAGE = 'staleVersion', DETAIL = jsonb_build_object('where', one.type,
        'expected', format('W/"%s"', coalesce(previous.version, 0)), 'found', format('W/"%s"', one.version - 1));
    END IF;
    -- The body says when: who made it has to say it again.
    IF one.at <= previous.last_updated THEN
      RAISE EXCEPTION USING ERRCODE = 'SP002', MESSAGE = 'later',
        DETAIL = jsonb_build_object('place', one.place, 'after', previous.last_updated);
    END IF;
    -- It came to another record after the locks were chosen.
    IF previous.record IS NOT NULL AND previous.record <> ALL (locked) THEN
      RAISE EXCEPTION USING ERRCODE = 'SP003', MESSAGE = 'unlocked';
    END IF;
    INSERT INTO versions (seq, type, id, version, deleted, record, owner, body)
    VALUES (base + one.place, one.type, one.id, one.version, one.deleted, one.record, one.owner, one.body);
    INSERT INTO current_versions AS c (type, id, seq, version, deleted, record, last_updated)
    VALUES (one.type, one.id, base + one.place, one.version, one.deleted, one.record, one.at)
    ON CONFLICT (type, id) DO UPDATE SET seq = excluded.seq, version = excluded.version, deleted = excluded.deleted,
      record = excluded.record, last_updated = excluded.last_updated;
    IF previous.seq IS NOT NULL THEN replaced := replaced || previous.seq; END IF;
    IF one.record IS NOT NULL THEN moved := moved || jsonb_build_object(one.record, base + one.place); END IF;
    -- A part that leaves a record changes that record too: what partners hold of it must be computed again.
    IF previous.record <> one.record OR (previous.record IS NOT NULL AND one.record IS NULL) THEN
      moved := moved || jsonb_build_object(previous.record, base + one.place);
    END IF;
  END LOOP;

  IF replaced <> '{}' THEN
    DELETE FROM token_rows WHERE seq = ANY (replaced);
    DELETE FROM reference_rows WHERE seq = ANY (replaced);
    DELETE FROM date_rows WHERE seq = ANY (replaced);
    DELETE FROM private_rows WHERE seq = ANY (replaced);
  END IF;
  IF change ? 'tokens' THEN
    -- Each row: place of its write, number of its parameter, element, what it is found by.
    INSERT INTO token_rows (seq, parameter, element, code, system)
    SELECT base + (r ->> 0)::integer, (r ->> 1)::integer, (r ->> 2)::integer, r ->> 3, r ->> 4 FROM jsonb_array_elements(change -> 'tokens') AS r
    ON CONFLICT DO NOTHING;
  END IF;
  IF change ? 'references' THEN
    INSERT INTO reference_rows (seq, parameter, element, target)
    SELECT base + (r ->> 0)::integer, (r ->> 1)::integer, (r ->> 2)::integer, r ->> 3 FROM jsonb_array_elements(change -> 'references') AS r
    ON CONFLICT DO NOTHING;
  END IF;
  IF change ? 'dates' THEN
    INSERT INTO date_rows (seq, parameter, element, low, high)
    SELECT base + (r ->> 0)::integer, (r ->> 1)::integer, (r ->> 2)::integer, (r ->> 3)::bigint, (r ->> 4)::bigint
    FROM jsonb_array_elements(change -> 'dates') AS r
    ON CONFLICT DO NOTHING;
  END IF;
  IF change ? 'privates' THEN
    INSERT INTO private_rows (seq, parameter, element, start, value)
    SELECT base + (r ->> 0)::integer, (r ->> 1)::integer, (r ->> 2)::integer, r ->> 3, r ->> 4 FROM jsonb_array_elements(change -> 'privates') AS r;
  END IF;
  IF moved <> '{}' THEN
    INSERT INTO records AS r (person, seq) SELECT m.key, m.value::bigint FROM jsonb_each_text(moved) AS m
    ON CONFLICT (person) DO UPDATE SET seq = excluded.seq;
    UPDATE links SET stale = 1 WHERE person IN (SELECT jsonb_object_keys(moved)) AND stale = 0;
  END IF;
  IF change ? 'audit' THEN
    INSERT INTO audit_links (seq, id, segment, position, hash)
    SELECT base + x.place, x.id, segment, x.position, decode(x.hash, 'hex')
    FROM jsonb_to_recordset(change -> 'audit') AS x (place integer, id text, position integer, hash text);
  END IF;

  IF change ? 'counterparts' THEN
    -- Peer ids may change places among them.
    UPDATE counterparts c SET peer_id = NULL
    FROM jsonb_to_recordset(change -> 'counterparts') AS x (partner text, type text, id text)
    WHERE c.partner = x.partner AND c.type = x.type AND c.id = x.id AND c.peer_id IS NOT NULL;
    SELECT x.type, x.partner INTO one
    FROM jsonb_to_recordset(change -> 'counterparts') AS x (partner text, type text, id text, peer_id text)
    WHERE EXISTS (SELECT 1 FROM counterparts c WHERE c.partner = x.partner AND c.type = x.type AND c.peer_id = x.peer_id AND c.id <> x.id)
      OR EXISTS (
        SELECT 1 FROM jsonb_to_recordset(change -> 'counterparts') AS y (partner text, type text, id text, peer_id text)
        WHERE y.partner = x.partner AND y.type = x.type AND y.peer_id = x.peer_id AND y.id <> x.id
      )
    LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION USING ERRCODE = 'SP001', MESSAGE = 'peerIdClaimed', DETAIL = jsonb_build_object('where', one.type, 'found', one.partner);
    END IF;
    INSERT INTO counterparts (partner, type, id, person, peer_id, peer_version, sent, echoed, mask, last_updated, frozen, gone)
    SELECT x.partner, x.type, x.id, coalesce(j.person, x.person), x.peer_id, x.peer_version, x.sent, x.echoed, x.mask, x.last_updated,
      x.frozen, x.gone
    FROM jsonb_to_recordset(change -> 'counterparts') AS x (partner text, type text, id text, person text, peer_id text,
        peer_version text, sent text, echoed text, mask text, last_updated text, frozen smallint, gone smallint)
      LEFT JOIN person_identifiers j ON j.system = 'samplan:joined' AND j.value = x.person
    ON CONFLICT (partner, type, id) DO UPDATE SET person = excluded.person, peer_id = excluded.peer_id,
      peer_version = excluded.peer_version, sent = excluded.sent, echoed = excluded.echoed, mask = excluded.mask,
      last_updated = excluded.last_updated, frozen = excluded.frozen, gone = excluded.gone;
  END IF;

  IF change ? 'forgotten' THEN
    DELETE FROM arrivals WHERE partner = change ->> 'forgotten';
    DELETE FROM seen_versions WHERE partner = change ->> 'forgotten';
  END IF;
  IF change ? 'seen' THEN
    INSERT INTO seen_versions (partner, type, peer_id, version, met_at)
    SELECT x.partner, x.type, x.peer_id, x.version, x.met_at
    FROM jsonb_to_recordset(change -> 'seen') AS x (partner text, type text, peer_id text, version text, met_at bigint)
    ON CONFLICT (partner, type, peer_id, version) DO UPDATE SET met_at = excluded.met_at;
  END IF;
  IF change ? 'handled' THEN
    DELETE FROM arrivals a USING jsonb_to_recordset(change -> 'handled') AS x (partner text, type text, peer_id text)
    WHERE a.partner = x.partner AND a.type = x.type AND a.peer_id = x.peer_id;
  END IF;
  FOR one IN
    SELECT * FROM jsonb_to_recordset(change -> 'arrived')
      AS x (partner text, type text, peer_id text, patient text, version text, resource text)
  LOOP
    INSERT INTO arrivals (partner, type, peer_id, patient, version, resource)
    VALUES (one.partner, one.type, one.peer_id, one.patient, one.version, one.resource)
    ON CONFLICT (partner, type, peer_id) DO UPDATE SET patient = excluded.patient, version = excluded.version,
      resource = excluded.resource;
  END LOOP;
  FOR one IN SELECT * FROM jsonb_to_recordset(change -> 'enrolment_dates') AS x (partner text, person text, at bigint)
  LOOP
    IF one.at IS NULL THEN
      DELETE FROM enrolment_dates WHERE partner = one.partner AND person = one.person;
    ELSE
      INSERT INTO enrolment_dates (partner, person, at) VALUES (one.partner, one.person, one.at)
      ON CONFLICT (partner, person) DO UPDATE SET at = excluded.at;
    END IF;
  END LOOP;
  IF change ? 'settled' THEN
    DELETE FROM partner_findings f USING jsonb_to_recordset(change -> 'settled') AS x (partner text, place text)
    WHERE f.partner = x.partner AND f.place = x.place;
  END IF;
  FOR one IN SELECT * FROM jsonb_to_recordset(change -> 'found') AS x (partner text, place text, since text, finding text)
  LOOP
    INSERT INTO partner_findings (partner, place, since, finding) VALUES (one.partner, one.place, one.since, one.finding)
    ON CONFLICT (partner, place) DO UPDATE SET finding = excluded.finding;
  END LOOP;

  FOR one IN
    SELECT s.* FROM jsonb_to_recordset(change -> 'subscriptions') AS s (id text, organization text, revision integer, resource text, state text)
  LOOP
    SELECT s.revision INTO previous FROM subscriptions s WHERE s.id = one.id FOR UPDATE;
    IF one.revision <> coalesce(previous.revision, 0) + 1 THEN
      RAISE EXCEPTION USING ERRCODE = 'SP001', MESSAGE = 'staleVersion', DETAIL = jsonb_build_object('where', 'Subscription',
        'expected', (coalesce(previous.revision, 0) + 1)::text, 'found', one.revision::text);
    END IF;
    INSERT INTO subscriptions (id, organization, revision, resource, state)
    VALUES (one.id, one.organization, one.revision, one.resource, one.state)
    ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, resource = excluded.resource, state = excluded.state;
  END LOOP;
  IF change ? 'facts_forgotten' THEN
    DELETE FROM known_facts WHERE subscription = change ->> 'facts_forgotten';
  END IF;
  IF change ? 'facts_lost' THEN
    DELETE FROM known_facts k USING jsonb_to_recordset(change -> 'facts_lost') AS x (subscription text, person text)
    WHERE k.subscription = x.subscription AND k.person = x.person;
  END IF;
  IF change ? 'facts' THEN
    INSERT INTO known_facts (subscription, person, tags, next_change)
    SELECT x.subscription, x.person, x.tags, x.next_change
    FROM jsonb_to_recordset(change -> 'facts') AS x (subscription text, person text, tags text, next_change bigint)
    ON CONFLICT (subscription, person) DO UPDATE SET tags = excluded.tags, next_change = excluded.next_change;
  END IF;
  IF change ? 'events' THEN
    INSERT INTO subscription_events (subscription, number, at, person, fact, focus)
    SELECT x.subscription, x.number, x.at, x.person, x.fact, x.focus
    FROM jsonb_to_recordset(change -> 'events') AS x (subscription text, number integer, at bigint, person text, fact text, focus text);
  END IF;
  IF change ? 'subscription_removed' THEN
    -- Its events and what it knows go with it.
    DELETE FROM subscriptions WHERE id = change ->> 'subscription_removed';
  END IF;

  IF change ? 'checkpoint' THEN
    INSERT INTO checkpoints (partner, epoch, cursor, enrolled_seq, restored, paused_until, reconcile, not_visible, run)
    SELECT x.partner, x.epoch, x.cursor, x.enrolled_seq, x.restored, x.paused_until, x.reconcile, x.not_visible, x.run
    FROM jsonb_to_recordset(change -> 'checkpoint') AS x (partner text, epoch integer, cursor text, enrolled_seq bigint,
      restored smallint, paused_until text, reconcile smallint, not_visible integer, run text)
    ON CONFLICT (partner) DO UPDATE SET epoch = excluded.epoch, cursor = excluded.cursor,
      enrolled_seq = excluded.enrolled_seq, restored = excluded.restored, paused_until = excluded.paused_until,
      reconcile = excluded.reconcile, not_visible = excluded.not_visible, run = excluded.run;
  END IF;

  -- What a mended entry leaves behind may be set aside anew by the same commit.
  IF change ? 'taken' THEN
    DELETE FROM set_aside s USING jsonb_to_recordset(change -> 'taken') AS x (partner text, person text)
    WHERE s.partner = x.partner AND s.person = x.person;
    DELETE FROM links l USING jsonb_to_recordset(change -> 'taken') AS x (partner text, person text)
    WHERE l.partner = x.partner AND l.person = x.person AND NOT EXISTS (SELECT 1 FROM records r WHERE r.person = l.person);
  END IF;
  IF change ? 'set_aside' THEN
    INSERT INTO set_aside (partner, person, since, errors, resources, findings, record_seq, candidates)
    SELECT x.partner, x.person, x.since, x.errors, x.resources, x.findings, x.record_seq, x.candidates
    FROM jsonb_to_recordset(change -> 'set_aside') AS x (partner text, person text, since text, errors integer, resources text,
      findings text, record_seq bigint, candidates text)
    ON CONFLICT (partner, person) DO UPDATE SET since = excluded.since, errors = excluded.errors,
      resources = excluded.resources, findings = excluded.findings, record_seq = excluded.record_seq,
      candidates = excluded.candidates;
  END IF;

  IF change ? 'links' THEN
    -- After the writes: a link is stale against the record as this commit leaves it.
    INSERT INTO links (partner, person, standing, computed_seq, configuration, stale, next_change, next_attempt, owed_since, body, opened)
    SELECT x.partner, x.person, x.standing, x.computed_seq, x.configuration,
      CASE WHEN x.computed_seq = coalesce(r.seq, 0) THEN 0 ELSE 1 END,
      -- After all that whoever does not see this commit yet has looked at.
      x.next_change, x.next_attempt, x.owed_since, x.body, base - 1
    FROM jsonb_to_recordset(change -> 'links') AS x (partner text, person text, standing text, computed_seq bigint, configuration text,
        next_change bigint, next_attempt bigint, owed_since bigint, body text)
      LEFT JOIN records r ON r.person = x.person
    WHERE NOT EXISTS (
      SELECT 1 FROM person_identifiers j WHERE j.system = 'samplan:joined' AND j.value = x.person AND j.person <> x.person
    )
    ON CONFLICT (person, partner) DO UPDATE SET standing = excluded.standing, computed_seq = excluded.computed_seq,
      configuration = excluded.configuration, stale = excluded.stale, next_change = excluded.next_change,
      next_attempt = excluded.next_attempt, owed_since = excluded.owed_since, body = excluded.body;
  END IF;

  IF change ? 'holds' THEN
    INSERT INTO legal_holds (id, person, since, lifted, body)
    SELECT x.id, x.person, x.since, x.lifted, x.body
    FROM jsonb_to_recordset(change -> 'holds') AS x (id text, person text, since text, lifted text, body text)
    ON CONFLICT (id) DO UPDATE SET lifted = excluded.lifted, body = excluded.body;
  END IF;
  IF change ? 'resumed' THEN
    DELETE FROM ended_enrolments WHERE partner = change #>> '{resumed,partner}' AND patient = change #>> '{resumed,patient}';
  END IF;
  IF change ? 'erased' THEN PERFORM {erase_person}(change -> 'erased'); END IF;
END
$$;
