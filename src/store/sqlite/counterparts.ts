import { SamplanError } from '../../errors.ts';
import { lastUpdatedOf } from '../../record/peer-version.ts';
import {
  COUNTERPART,
  COUNTERPART_BY_PEER_ID,
  COUNTERPART_COLUMNS,
  type CounterpartRow,
  toCounterpart,
} from '../rows/counterparts.ts';
import type { Counterpart } from '../store.ts';
import { storeTexts } from '../texts.ts';
import type { Statements } from './statements.ts';

/** The plus signs keep SQLite from reading all of a partner, which lies in this order already. */
export const OF_PERSON = `SELECT ${COUNTERPART_COLUMNS} FROM counterparts WHERE partner = ? AND person = ? ORDER BY +type, +id`;
const FORGET_PEER_ID = 'UPDATE counterparts SET peer_id = NULL WHERE partner = ? AND type = ? AND id = ?';
const SAVE = `
  INSERT INTO counterparts (partner, type, id, person, peer_id, peer_version, sent, echoed, mask, last_updated, frozen, gone)
  VALUES (?, ?, ?, ?, ?, ?, seal('counterparts.sent', ?), seal('counterparts.echoed', ?), ?, ?, ?, ?)
  ON CONFLICT (partner, type, id) DO UPDATE SET person = excluded.person, peer_id = excluded.peer_id,
    peer_version = excluded.peer_version, sent = excluded.sent, echoed = excluded.echoed, mask = excluded.mask,
    last_updated = excluded.last_updated, frozen = excluded.frozen, gone = excluded.gone`;

export function readCounterparts(statements: Statements, partner: string, person: string): readonly Counterpart[] {
  return statements.all<CounterpartRow>(OF_PERSON, partner, person).map(toCounterpart);
}

export function readCounterpart(
  statements: Statements,
  partner: string,
  type: string,
  id: string,
): Counterpart | undefined {
  const row = statements.get<CounterpartRow>(COUNTERPART, partner, type, id);
  return row && toCounterpart(row);
}

export function readCounterpartByPeerId(
  statements: Statements,
  partner: string,
  type: string,
  peerId: string,
): Counterpart | undefined {
  const row = statements.get<CounterpartRow>(COUNTERPART_BY_PEER_ID, partner, type, peerId);
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
  const holder =
    peerId === undefined ? undefined : statements.get<CounterpartRow>(COUNTERPART_BY_PEER_ID, partner, type, peerId);
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
