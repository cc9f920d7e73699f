import type { Resource } from '@medplum/fhirtypes';
import { SamplanError } from '../../errors.ts';
import { lastUpdatedOf } from '../../record/peer-version.ts';
import type { Counterpart } from '../store.ts';
import { storeTexts } from '../texts.ts';
import type { Statements } from './statements.ts';

const COLUMNS = `
  partner, type, id, person, peer_id, peer_version, unseal('counterparts.sent', sent) AS sent,
  unseal('counterparts.echoed', echoed) AS echoed, mask, frozen, gone`;
/** The plus signs keep SQLite from reading all of a partner, which lies in this order already. */
export const OF_PERSON = `SELECT ${COLUMNS} FROM counterparts WHERE partner = ? AND person = ? ORDER BY +type, +id`;
const BY_ID = `SELECT ${COLUMNS} FROM counterparts WHERE partner = ? AND type = ? AND id = ?`;
const BY_PEER_ID = `SELECT ${COLUMNS} FROM counterparts WHERE partner = ? AND type = ? AND peer_id = ?`;
const FORGET_PEER_ID = 'UPDATE counterparts SET peer_id = NULL WHERE partner = ? AND type = ? AND id = ?';
const SAVE = `
  INSERT INTO counterparts (partner, type, id, person, peer_id, peer_version, sent, echoed, mask, last_updated, frozen, gone)
  VALUES (?, ?, ?, ?, ?, ?, seal('counterparts.sent', ?), seal('counterparts.echoed', ?), ?, ?, ?, ?)
  ON CONFLICT (partner, type, id) DO UPDATE SET person = excluded.person, peer_id = excluded.peer_id,
    peer_version = excluded.peer_version, sent = excluded.sent, echoed = excluded.echoed, mask = excluded.mask,
    last_updated = excluded.last_updated, frozen = excluded.frozen, gone = excluded.gone`;

interface CounterpartRow {
  readonly partner: string;
  readonly type: Resource['resourceType'];
  readonly id: string;
  readonly person: string | null;
  readonly peer_id: string | null;
  readonly peer_version: string | null;
  readonly sent: string | null;
  readonly echoed: string | null;
  readonly mask: string | null;
  readonly frozen: number;
  readonly gone: number;
}

export function readCounterparts(statements: Statements, partner: string, person: string): readonly Counterpart[] {
  return statements.all<CounterpartRow>(OF_PERSON, partner, person).map(toCounterpart);
}

export function readCounterpart(
  statements: Statements,
  partner: string,
  type: string,
  id: string,
): Counterpart | undefined {
  const row = statements.get<CounterpartRow>(BY_ID, partner, type, id);
  return row && toCounterpart(row);
}

export function readCounterpartByPeerId(
  statements: Statements,
  partner: string,
  type: string,
  peerId: string,
): Counterpart | undefined {
  const row = statements.get<CounterpartRow>(BY_PEER_ID, partner, type, peerId);
  return row && toCounterpart(row);
}

/**
 * Saves what one commit says of counterparts. Their peer ids may change places within it; one that belongs to a
 * counterpart outside it is refused with `duplicate`.
 *
 * @example
 * saveCounterparts(statements, [{ partner: 'ehr', type: 'Goal', id: 'g-1', peerId: '77', frozen: false }]);
 */
export function saveCounterparts(statements: Statements, counterparts: readonly Counterpart[]): void {
  for (const { partner, type, id } of counterparts) statements.run(FORGET_PEER_ID, partner, type, id);
  for (const counterpart of counterparts) save(statements, counterpart);
}

function save(statements: Statements, counterpart: Counterpart): void {
  const { partner, type, id, person, peerId, peerVersion, sent, echoed, mask, frozen, gone } = counterpart;
  const holder = peerId === undefined ? undefined : statements.get<CounterpartRow>(BY_PEER_ID, partner, type, peerId);
  if (holder !== undefined && holder.id !== id) {
    throw new SamplanError('duplicate', storeTexts.peerIdClaimed, { where: type, found: partner });
  }
  const texts = [json(sent), json(echoed), json(mask)] as const;
  const keys = [partner, type, id, person ?? null, peerId ?? null, peerVersion ?? null] as const;
  statements.run(SAVE, ...keys, ...texts, lastUpdatedOf(echoed) ?? null, Number(frozen), Number(gone ?? false));
}

function json(value: object | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

/** Texts are parsed when somebody looks: most who ask for a person's counterparts need one of them, or none. */
function toCounterpart(row: CounterpartRow): Counterpart {
  const counterpart: Counterpart = {
    partner: row.partner,
    type: row.type,
    id: row.id,
    ...(row.person === null ? {} : { person: row.person }),
    ...(row.peer_id === null ? {} : { peerId: row.peer_id }),
    ...(row.peer_version === null ? {} : { peerVersion: row.peer_version }),
    ...(row.mask === null ? {} : { mask: JSON.parse(row.mask) as readonly string[] }),
    frozen: row.frozen === 1,
    ...(row.gone === 1 ? { gone: true } : {}),
  };
  parsedLater(counterpart, 'sent', row.sent);
  parsedLater(counterpart, 'echoed', row.echoed);
  return counterpart;
}

function parsedLater(counterpart: Counterpart, name: 'sent' | 'echoed', text: string | null): void {
  if (text === null) return;
  let parsed: Resource | undefined;
  const get = (): Resource => {
    parsed ??= JSON.parse(text) as Resource;
    return parsed;
  };
  Object.defineProperty(counterpart, name, { enumerable: true, configurable: true, get });
}
