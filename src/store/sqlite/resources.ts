import { SamplanError } from '../../errors.ts';
import { toStored, VERSION_COLUMNS, type VersionRow } from '../rows/versions.ts';
import { stamp } from '../stamp.ts';
import type { Stored, Write } from '../store.ts';
import { storeTexts } from '../texts.ts';
import type { AuditChain } from './audit-chain.ts';
import { recordMoved } from './records.ts';
import { insertSearchRows, removeSearchRows } from './search-rows.ts';
import type { Statements } from './statements.ts';

const CURRENT = `
  SELECT ${VERSION_COLUMNS}
  FROM current_versions c JOIN versions v ON v.seq = c.seq
  WHERE c.type = ? AND c.id = ?`;
const VERSION = `
  SELECT ${VERSION_COLUMNS} FROM versions v WHERE v.type = ? AND v.id = ? AND v.version = ?`;
const HISTORY = `
  SELECT ${VERSION_COLUMNS} FROM versions v WHERE v.type = ? AND v.id = ? ORDER BY v.version DESC`;
const PREVIOUS = 'SELECT seq, version, record, last_updated FROM current_versions WHERE type = ? AND id = ?';
const INSERT_VERSION = `
  INSERT INTO versions (type, id, version, deleted, record, owner, body) VALUES (?, ?, ?, ?, ?, ?, seal('versions.body', ?)) RETURNING seq`;
const SET_CURRENT = `
  INSERT INTO current_versions (type, id, seq, version, deleted, record, last_updated) VALUES (?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (type, id) DO UPDATE SET seq = excluded.seq, version = excluded.version, deleted = excluded.deleted,
    record = excluded.record, last_updated = excluded.last_updated`;

interface PreviousRow {
  readonly seq: number;
  readonly version: number;
  readonly record: string | null;
  readonly last_updated: number;
}

export function readCurrent(statements: Statements, type: string, id: string): Stored | undefined {
  const row = statements.get<VersionRow>(CURRENT, type, id);
  return row && toStored(row);
}

export function readVersion(statements: Statements, type: string, id: string, version: number): Stored | undefined {
  // SQLite would refuse to bind a fraction to an integer column; such a version simply never existed.
  const row = Number.isSafeInteger(version) ? statements.get<VersionRow>(VERSION, type, id, version) : undefined;
  return row && toStored(row);
}

export function readHistory(statements: Statements, type: string, id: string): readonly Stored[] {
  return statements.all<VersionRow>(HISTORY, type, id).map(toStored);
}

/**
 * Writes one version and what is found by it; an entry of the access log goes into the chain too. `now` stands in where the
 * resource has no `meta.lastUpdated`.
 *
 * @example
 * writeVersion(statements, { resource: patient, version: 1, record: patient.id }, '2026-11-02T10:00:00.000Z', chain);
 */
export function writeVersion(statements: Statements, write: Write, now: string, chain: AuditChain): Stored {
  const type = write.resource.resourceType;
  const id = write.resource.id;
  if (id === undefined) throw new SamplanError('internal', storeTexts.withoutId, { where: type });
  const previous = statements.get<PreviousRow>(PREVIOUS, type, id);
  refuseStale(write, previous);

  const { resource, lastUpdated } = stamp(write, (previous?.last_updated ?? Number.NEGATIVE_INFINITY) + 1, now);
  const { deleted = false, record, owner, version } = write;
  const body = JSON.stringify(resource);
  const inserted = [type, id, version, Number(deleted), record ?? null, owner ?? null, body] as const;
  const seq = statements.get<{ readonly seq: number }>(INSERT_VERSION, ...inserted)?.seq ?? 0;
  if (type === 'AuditEvent') chain.append(seq, { id, version, deleted, body }, now);
  statements.run(SET_CURRENT, type, id, seq, version, Number(deleted), record ?? null, lastUpdated);

  if (previous !== undefined) removeSearchRows(statements, previous.seq);
  if (!deleted) insertSearchRows(statements, resource, seq);
  if (record !== undefined) recordMoved(statements, record, seq);
  // A part that leaves a record changes that record too: what partners hold of it must be computed again.
  if (previous?.record != null && previous.record !== record) recordMoved(statements, previous.record, seq);

  return {
    resource,
    seq,
    version,
    deleted,
    ...(record === undefined ? {} : { record }),
    ...(owner === undefined ? {} : { owner }),
  };
}

function refuseStale({ resource, version }: Write, previous: PreviousRow | undefined): void {
  const current = previous?.version ?? 0;
  if (version === current + 1) return;
  throw new SamplanError('stale-version', storeTexts.staleVersion, {
    where: resource.resourceType,
    expected: `W/"${current}"`,
    found: `W/"${version - 1}"`,
  });
}
