import type { Resource } from '@medplum/fhirtypes';
import type { HeldVersion, Page, PeerKey } from '../partner-memory.ts';
import type { Statements } from './statements.ts';

const COLUMNS = `
  type, peer_id, id, person, peer_version, json_extract(echoed, '$.meta.lastUpdated') AS last_updated,
  CASE WHEN json_extract(echoed, '$.meta.lastUpdated') IS NULL THEN echoed END AS text, frozen, gone`;
const UNSEALED = `
  (SELECT type, peer_id, id, person, peer_version, unseal('counterparts.echoed', echoed) AS echoed, frozen, gone
   FROM counterparts`;
const ONE = `SELECT ${COLUMNS} FROM ${UNSEALED} WHERE partner = ? AND type = ? AND peer_id = ?)`;
const OF_TYPE = `
  SELECT ${COLUMNS} FROM ${UNSEALED} WHERE partner = ? AND type = ? AND peer_id > ? ORDER BY peer_id LIMIT 0 + ?)`;

const COUNT = 'SELECT count(*) AS count FROM counterparts WHERE partner = ? AND peer_id IS NOT NULL';

interface HeldRow {
  readonly type: string;
  readonly peer_id: string;
  readonly id: string;
  readonly person: string | null;
  readonly peer_version: string | null;
  readonly last_updated: unknown;
  readonly text: string | null;
  readonly frozen: number;
  readonly gone: number;
}

/** Each as we know it, in the order asked. */
export function readHeldVersions(
  statements: Statements,
  partner: string,
  keys: readonly PeerKey[],
): readonly (HeldVersion | undefined)[] {
  return keys.map(({ type, peerId }) => {
    const row = statements.get<HeldRow>(ONE, partner, type, peerId);
    return row && toHeldVersion(row);
  });
}

export function readHeldOfType(
  statements: Statements,
  partner: string,
  type: string,
  { after = '', count }: Page<string>,
): readonly HeldVersion[] {
  return statements.all<HeldRow>(OF_TYPE, partner, type, after, count).map(toHeldVersion);
}

export function countHeld(statements: Statements, partner: string): number {
  return statements.get<{ readonly count: number }>(COUNT, partner)?.count ?? 0;
}

function toHeldVersion(row: HeldRow): HeldVersion {
  return {
    type: row.type,
    peerId: row.peer_id,
    id: row.id,
    ...(row.person === null ? {} : { person: row.person }),
    ...(row.peer_version === null ? {} : { version: row.peer_version }),
    ...(typeof row.last_updated === 'string' ? { lastUpdated: row.last_updated } : {}),
    ...(row.text === null ? {} : { text: JSON.parse(row.text) as Resource }),
    frozen: row.frozen === 1,
    ...(row.gone === 1 ? { gone: true } : {}),
  };
}
