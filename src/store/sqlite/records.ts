import { SamplanError } from '../../errors.ts';
import { toStored, VERSION_COLUMNS, type VersionRow } from '../rows/versions.ts';
import type { Expected, Stored } from '../store.ts';
import { storeTexts } from '../texts.ts';
import type { Statements } from './statements.ts';

const RECORD_SEQ = 'SELECT seq FROM records WHERE person = ?';
const PARTS = `
  SELECT ${VERSION_COLUMNS}
  FROM current_versions c JOIN versions v ON v.seq = c.seq
  WHERE c.record = ? AND c.deleted = 0 ORDER BY c.seq`;
const NEWEST = 'SELECT coalesce(max(seq), 0) AS seq FROM versions';
const CHANGED = 'SELECT person FROM records WHERE seq > ? ORDER BY seq';
const MOVE = 'INSERT INTO records (person, seq) VALUES (?, ?) ON CONFLICT (person) DO UPDATE SET seq = excluded.seq';
const MAKE_LINKS_STALE = 'UPDATE links SET stale = 1 WHERE person = ? AND stale = 0';

interface SeqRow {
  readonly seq: number;
}

/** Newest seq of a person's record; 0 when there is none. */
export function recordSeq(statements: Statements, person: string): number {
  return statements.get<SeqRow>(RECORD_SEQ, person)?.seq ?? 0;
}

/**
 * Current, undeleted parts of a person's record and its seq.
 *
 * @example
 * readRecord(statements, 'p-1').parts.map((part) => part.resource.resourceType);
 */
export function readRecord(
  statements: Statements,
  person: string,
): { readonly seq: number; readonly parts: readonly Stored[] } {
  return { seq: recordSeq(statements, person), parts: statements.all<VersionRow>(PARTS, person).map(toStored) };
}

/** Persons whose record changed after `seq`, oldest change first, and the newest seq of all. */
export function recordsChangedSince(
  statements: Statements,
  seq: number,
): { readonly seq: number; readonly persons: readonly string[] } {
  const newest = statements.get<SeqRow>(NEWEST)?.seq ?? 0;
  const rows = statements.all<{ readonly person: string }>(CHANGED, seq);
  return { seq: newest, persons: rows.map((row) => row.person) };
}

/** A record's seq moves, and every view computed from it is out of date. */
export function recordMoved(statements: Statements, person: string, seq: number): void {
  statements.run(MOVE, person, seq);
  statements.run(MAKE_LINKS_STALE, person);
}

export function refuseStaleRecord(statements: Statements, expect: Expected): void {
  const found = recordSeq(statements, expect.record);
  // One that was there and is not any more was erased.
  if (found <= expect.seq && (found > 0 || expect.seq === 0)) return;
  throw new SamplanError('stale-record', storeTexts.staleRecord, {
    expected: String(expect.seq),
    found: String(found),
  });
}
