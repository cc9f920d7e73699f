import type { HeldVersion, Page, PeerKey } from '../partner-memory.ts';
import { HELD_COUNT, type HeldRow, toHeldVersion } from '../rows/held-versions.ts';
import type { Statements } from './statements.ts';

const COLUMNS = `
  type, peer_id, id, person, peer_version, last_updated, frozen, gone,
  CASE WHEN last_updated IS NULL THEN unseal('counterparts.echoed', echoed) END AS text`;
const ONE = `SELECT ${COLUMNS} FROM counterparts WHERE partner = ? AND type = ? AND peer_id = ?`;
const OF_TYPE = `
  SELECT ${COLUMNS} FROM counterparts WHERE partner = ? AND type = ? AND peer_id > ? ORDER BY peer_id LIMIT 0 + ?`;

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
  return statements.get<{ readonly count: number }>(HELD_COUNT, partner)?.count ?? 0;
}
