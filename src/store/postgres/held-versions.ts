import type { HeldVersion, Page, PeerKey } from '../partner-memory.ts';
import { HELD_COUNT, type HeldRow, toHeldVersion } from '../rows/held-versions.ts';
import type { Statements } from './statements.ts';

/** The text only where nothing else tells how old it is. */
const COLUMNS = `
  c.type, c.peer_id, c.id, c.person, c.peer_version, c.last_updated, c.frozen, c.gone, unseal('counterparts.echoed', x.echoed) AS text`;
const UNDATED = 'CROSS JOIN LATERAL (SELECT CASE WHEN c.last_updated IS NULL THEN c.echoed END AS echoed) AS x';
const THESE = `
  SELECT k.place, ${COLUMNS} FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS k (type, peer_id, place)
    JOIN counterparts c ON c.partner = ? AND c.type = k.type AND c.peer_id = k.peer_id ${UNDATED}`;
const OF_TYPE = `
  SELECT ${COLUMNS} FROM counterparts c ${UNDATED}
  WHERE c.partner = ? AND c.type = ? AND c.peer_id > ? ORDER BY c.peer_id LIMIT ?`;

/** Each as we know it, in the order asked. */
export async function readHeldVersions(
  statements: Statements,
  partner: string,
  keys: readonly PeerKey[],
): Promise<readonly (HeldVersion | undefined)[]> {
  const [types, ids] = [keys.map(({ type }) => type), keys.map(({ peerId }) => peerId)];
  const rows = await statements.all<HeldRow & { readonly place: number }>(THESE, types, ids, partner);
  const byPlace = new Map(rows.map(({ place, ...row }) => [place, toHeldVersion(row)]));
  return keys.map((_key, index) => byPlace.get(index + 1));
}

export async function readHeldOfType(
  statements: Statements,
  partner: string,
  type: string,
  { after = '', count }: Page<string>,
): Promise<readonly HeldVersion[]> {
  return (await statements.all<HeldRow>(OF_TYPE, partner, type, after, count)).map(toHeldVersion);
}

export async function countHeld(statements: Statements, partner: string): Promise<number> {
  return (await statements.get<{ readonly count: number }>(HELD_COUNT, partner))?.count ?? 0;
}
