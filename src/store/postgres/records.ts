import { setTimeout } from 'node:timers/promises';
import { toStored, VERSION_COLUMNS, type VersionRow } from '../rows/versions.ts';
import type { PersonIdentifier, Stored } from '../store.ts';
import type { Statements } from './statements.ts';

/** One statement sees one moment: seq and parts are of the same. */
const RECORD = `
  SELECT r.seq AS record_seq, ${VERSION_COLUMNS}
  FROM (SELECT coalesce((SELECT seq FROM records WHERE person = ?), 0) AS seq) AS r
    LEFT JOIN (current_versions c JOIN versions v ON v.id = c.id AND v.type = c.type AND v.version = c.version)
      ON c.record = ? AND c.deleted = 0
  ORDER BY c.seq`;
/** Below the oldest transaction that is still under way nothing can come any more. */
const CHANGED = `
  WITH safe AS (SELECT (f.base + pg_snapshot_xmin(pg_current_snapshot())::text::bigint) * 8192 AS seq FROM feed f)
  SELECT coalesce((SELECT v.seq FROM versions v WHERE v.seq < (SELECT seq FROM safe) ORDER BY v.seq DESC LIMIT 1), 0) AS seq,
    EXISTS (SELECT 1 FROM versions v WHERE v.seq >= (SELECT seq FROM safe)) AS waits,
    ARRAY(SELECT r.person FROM records r WHERE r.seq > ? AND r.seq < (SELECT seq FROM safe) ORDER BY r.seq) AS persons`;
const PERSONS = `
  SELECT p.person FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS k (system, value, place)
    JOIN person_identifiers p ON p.system = k.system AND p.value = k.value
  ORDER BY k.place`;
const SURVIVOR = `SELECT person FROM person_identifiers WHERE system = 'samplan:joined' AND value = ?`;
const JOINED_INTO = `
  SELECT value FROM person_identifiers WHERE system = 'samplan:joined' AND person = ? ORDER BY value`;

/** How long one waits for who is just committing, in milliseconds; it is not lost, but met by the next look. */
const WAITS = [1, 2, 4, 8, 16, 32, 64, 128];

type RecordRow = VersionRow & { readonly record_seq: number };

interface ChangedRow {
  readonly seq: number;
  readonly waits: boolean;
  readonly persons: readonly string[];
}

/** Current, undeleted parts of a person's record and its seq. */
export async function readRecord(
  statements: Statements,
  person: string,
): Promise<{ readonly seq: number; readonly parts: readonly Stored[] }> {
  const rows = await statements.all<RecordRow>(RECORD, person, person);
  return { seq: rows[0]?.record_seq ?? 0, parts: rows.filter(({ body }) => body !== null).map(toStored) };
}

/** Persons whose record changed after `seq`, oldest change first, and the newest seq below which nothing can come any more. */
export async function recordsChangedSince(
  statements: Statements,
  seq: number,
): Promise<{ readonly seq: number; readonly persons: readonly string[] }> {
  let row = await statements.get<ChangedRow>(CHANGED, seq);
  for (const wait of WAITS) {
    if (!row?.waits) break;
    await setTimeout(wait);
    row = await statements.get<ChangedRow>(CHANGED, seq);
  }
  return { seq: row?.seq ?? 0, persons: row?.persons ?? [] };
}

/** Persons that any of the identifiers leads to, in the order of the identifiers. */
export async function findPersons(
  statements: Statements,
  identifiers: readonly PersonIdentifier[],
): Promise<readonly string[]> {
  const systems = identifiers.map(({ system }) => system);
  const values = identifiers.map(({ system, value }) => statements.seals.hiddenNumber(system, value));
  const rows = await statements.all<{ readonly person: string }>(PERSONS, systems, values);
  return [...new Set(rows.map(({ person }) => person))];
}

/** Who was joined into a person, also through others. */
export async function joinedInto(statements: Statements, person: string): Promise<readonly string[]> {
  return (await statements.all<{ readonly value: string }>(JOINED_INTO, person)).map(({ value }) => value);
}

/** Whom a person was joined into; herself when she was not. */
export async function survivorOf(statements: Statements, person: string): Promise<string> {
  return (await statements.get<{ readonly person: string }>(SURVIVOR, person))?.person ?? person;
}
