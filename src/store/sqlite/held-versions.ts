import type { Resource } from '@medplum/fhirtypes';
import { lastUpdatedOf } from '../../record/peer-version.ts';
import type { HeldVersion, Page, PeerKey } from '../partner-memory.ts';
import type { Statements } from './statements.ts';

const COLUMNS = `
  type, peer_id, id, person, peer_version, last_updated, frozen, gone,
  CASE WHEN last_updated IS NULL THEN unseal('counterparts.echoed', echoed) END AS text`;
const ONE = `SELECT ${COLUMNS} FROM counterparts WHERE partner = ? AND type = ? AND peer_id = ?`;
const OF_TYPE = `
  SELECT ${COLUMNS} FROM counterparts WHERE partner = ? AND type = ? AND peer_id > ? ORDER BY peer_id LIMIT 0 + ?`;

const COUNT = 'SELECT count(*) AS count FROM counterparts WHERE partner = ? AND peer_id IS NOT NULL';

interface HeldRow {
  readonly type: string;
  readonly peer_id: string;
  readonly id: string;
  readonly person: string | null;
  readonly peer_version: string | null;
  readonly last_updated: string | null;
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
    ...(row.last_updated === null ? {} : { lastUpdated: row.last_updated }),
    ...(row.text === null ? {} : withoutTime(JSON.parse(row.text) as Resource)),
    frozen: row.frozen === 1,
    ...(row.gone === 1 ? { gone: true } : {}),
  };
}

function withoutTime(text: Resource): Pick<HeldVersion, 'lastUpdated' | 'text'> {
  const lastUpdated = lastUpdatedOf(text);
  return lastUpdated === undefined ? { text } : { lastUpdated };
}
