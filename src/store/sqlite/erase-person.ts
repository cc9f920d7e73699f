import { SamplanError } from '../../errors.ts';
import type { Erasure } from '../retention-memory.ts';
import { storeTexts } from '../texts.ts';
import { joinedInto } from './joined-persons.ts';
import { removeSearchRows } from './search-rows.ts';
import type { Statements } from './statements.ts';

const PERSONS = '(SELECT value FROM json_each(?))';
const ON_HOLD = `SELECT 1 AS held FROM legal_holds WHERE lifted IS NULL AND person IN ${PERSONS} LIMIT 1`;
/** What became a part of another's record since is that record's. */
const RESOURCES = `
  SELECT DISTINCT v.type, v.id FROM versions v JOIN current_versions c ON c.type = v.type AND c.id = v.id
  WHERE v.record IN ${PERSONS} AND (c.record IS NULL OR c.record IN ${PERSONS})`;
const SEQS = 'SELECT seq FROM versions WHERE type = ? AND id = ?';
const REMOVE_CURRENT = 'DELETE FROM current_versions WHERE type = ? AND id = ?';
const REMOVE_VERSIONS = 'DELETE FROM versions WHERE type = ? AND id = ?';

const PATIENTS = `
  SELECT partner, peer_id FROM counterparts WHERE person IN ${PERSONS} AND type = 'Patient' AND peer_id IS NOT NULL`;
const END = `
  INSERT INTO ended_enrolments (partner, patient, at, dead) SELECT partner, peer_id, ?, ? FROM (${PATIENTS}) WHERE true
  ON CONFLICT (partner, patient) DO UPDATE SET at = excluded.at, dead = excluded.dead`;
const FORGET_SEEN = `
  DELETE FROM seen_versions WHERE (partner, type, peer_id) IN (
    SELECT partner, type, peer_id FROM counterparts WHERE person IN ${PERSONS} AND peer_id IS NOT NULL)`;
const FORGET_DOCUMENTS = ['partner_document_keys', 'partner_documents'].map(
  (table) => `DELETE FROM ${table} WHERE (partner, about) IN (${PATIENTS})`,
);
const FORGET_PERSON = [
  ...['counterparts', 'links', 'set_aside', 'enrolment_dates', 'known_facts', 'records', 'person_identifiers'],
  ...['duties', 'duty_owers', 'duty_entries', 'duty_records'],
].map((table) => `DELETE FROM ${table} WHERE person IN ${PERSONS}`);

/**
 * Answers who she is, also by what she was before she was joined: JSON, a list.
 *
 * @throws SamplanError `on-hold` while a hold stands on any of them
 */
export function refuseHeld(statements: Statements, person: string): string {
  const persons = JSON.stringify([person, ...joinedInto(statements, person)]);
  if (statements.get(ON_HOLD, persons)) throw new SamplanError('on-hold', storeTexts.onHold);
  return persons;
}

/**
 * Takes a person out of the database: her resources with all their versions, and every row that leads to her. SQLite writes zeros
 * over what it deletes.
 *
 * @throws SamplanError `on-hold`
 */
export function erasePerson(statements: Statements, { person, traces, at, isDead }: Erasure): void {
  const persons = refuseHeld(statements, person);
  statements.get('PRAGMA secure_delete = ON');
  type Key = { readonly type: string; readonly id: string };
  for (const { type, id } of [...statements.all<Key>(RESOURCES, persons, persons), ...traces]) {
    for (const { seq } of statements.all<{ readonly seq: number }>(SEQS, type, id)) removeSearchRows(statements, seq);
    statements.run(REMOVE_CURRENT, type, id);
    statements.run(REMOVE_VERSIONS, type, id);
  }
  statements.run(END, at, Number(isDead), persons);
  statements.run(FORGET_SEEN, persons);
  for (const sql of [...FORGET_DOCUMENTS, ...FORGET_PERSON]) statements.run(sql, persons);
  statements.get('PRAGMA secure_delete = OFF');
}
