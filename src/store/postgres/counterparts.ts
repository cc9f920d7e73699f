import {
  COUNTERPART,
  COUNTERPART_BY_PEER_ID,
  COUNTERPART_COLUMNS,
  type CounterpartRow,
  toCounterpart,
} from '../rows/counterparts.ts';
import type { Counterpart } from '../store.ts';
import type { Statements } from './statements.ts';

const OF_PERSON = `SELECT ${COUNTERPART_COLUMNS} FROM counterparts WHERE partner = ? AND person = ? ORDER BY type, id`;

export async function readCounterparts(
  statements: Statements,
  partner: string,
  person: string,
): Promise<readonly Counterpart[]> {
  return (await statements.all<CounterpartRow>(OF_PERSON, partner, person)).map(toCounterpart);
}

export async function readCounterpart(
  statements: Statements,
  partner: string,
  type: string,
  id: string,
): Promise<Counterpart | undefined> {
  const row = await statements.get<CounterpartRow>(COUNTERPART, partner, type, id);
  return row && toCounterpart(row);
}

export async function readCounterpartByPeerId(
  statements: Statements,
  partner: string,
  type: string,
  peerId: string,
): Promise<Counterpart | undefined> {
  const row = await statements.get<CounterpartRow>(COUNTERPART_BY_PEER_ID, partner, type, peerId);
  return row && toCounterpart(row);
}
