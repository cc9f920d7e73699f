-- Takes a person out of the database: her resources with all their versions, and every row that leads to her. erased: as in
-- src/store/retention-memory.ts. Whoever calls holds the lock of the person.
CREATE FUNCTION {erase_person}(erased jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  persons text[] := {refuse_held}(erased ->> 'person');
  gone bigint[];
  keys jsonb;
BEGIN
  -- Before anything of hers: who saves duties has this first, and days are counted by one after the other (duties.ts).
  LOCK TABLE duty_index IN EXCLUSIVE MODE;
  -- What became a part of another's record since is that record's.
  SELECT jsonb_agg(jsonb_build_object('type', k.type, 'id', k.id)) INTO keys FROM (
    SELECT DISTINCT v.type, v.id FROM versions v JOIN current_versions c ON c.type = v.type AND c.id = v.id
    WHERE v.record = ANY (persons) AND (c.record IS NULL OR c.record = ANY (persons))
    UNION SELECT x.type, x.id FROM jsonb_to_recordset(erased -> 'traces') AS x (type text, id text)
  ) AS k;
  SELECT array_agg(c.seq) INTO gone
  FROM jsonb_to_recordset(keys) AS k (type text, id text) JOIN current_versions c ON c.type = k.type AND c.id = k.id;
  DELETE FROM token_rows WHERE seq = ANY (gone);
  DELETE FROM reference_rows WHERE seq = ANY (gone);
  DELETE FROM date_rows WHERE seq = ANY (gone);
  DELETE FROM private_rows WHERE seq = ANY (gone);
  DELETE FROM current_versions c USING jsonb_to_recordset(keys) AS k (type text, id text) WHERE c.type = k.type AND c.id = k.id;
  DELETE FROM versions v USING jsonb_to_recordset(keys) AS k (type text, id text) WHERE v.type = k.type AND v.id = k.id;

  INSERT INTO ended_enrolments (partner, patient, at, dead)
  SELECT c.partner, c.peer_id, erased ->> 'at', (erased -> 'isDead')::boolean::integer FROM counterparts c
  WHERE c.person = ANY (persons) AND c.type = 'Patient' AND c.peer_id IS NOT NULL
  ON CONFLICT (partner, patient) DO UPDATE SET at = excluded.at, dead = excluded.dead;
  DELETE FROM seen_versions s USING counterparts c
  WHERE c.person = ANY (persons) AND s.partner = c.partner AND s.type = c.type AND s.peer_id = c.peer_id;
  DELETE FROM partner_document_keys d USING counterparts c
  WHERE c.person = ANY (persons) AND c.type = 'Patient' AND d.partner = c.partner AND d.about = c.peer_id;
  DELETE FROM partner_documents d USING counterparts c
  WHERE c.person = ANY (persons) AND c.type = 'Patient' AND d.partner = c.partner AND d.about = c.peer_id;
  DELETE FROM counterparts WHERE person = ANY (persons);
  DELETE FROM links WHERE person = ANY (persons);
  DELETE FROM set_aside WHERE person = ANY (persons);
  DELETE FROM enrolment_dates WHERE person = ANY (persons);
  DELETE FROM known_facts WHERE person = ANY (persons);
  DELETE FROM records WHERE person = ANY (persons);
  DELETE FROM person_identifiers WHERE person = ANY (persons);
  -- After the record itself: who saves them holds it (duties.ts).
  DELETE FROM duties WHERE person = ANY (persons);
  DELETE FROM duty_owers WHERE person = ANY (persons);
  DELETE FROM duty_entries WHERE person = ANY (persons);
  DELETE FROM duty_records WHERE person = ANY (persons);
END
$$;
