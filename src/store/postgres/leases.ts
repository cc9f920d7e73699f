import { SamplanError } from '../../errors.ts';
import { milliseconds } from '../instant.ts';
import type { Fence } from '../store.ts';
import { storeTexts } from '../texts.ts';
import type { Statements } from './statements.ts';

const ACQUIRE = `
  INSERT INTO leases AS l (name, owner, token, held_until) VALUES (?, ?, 1, ?)
  ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, token = l.token + 1, held_until = excluded.held_until
    WHERE l.owner IS NULL OR l.owner = excluded.owner OR l.held_until <= ?
  RETURNING l.token`;
const HOLDER = 'SELECT owner FROM leases WHERE name = ?';
const FREE = 'UPDATE leases SET owner = NULL WHERE name = ? AND owner = ?';
const RENEW = 'UPDATE leases SET held_until = ? WHERE name = ? AND token = ? AND owner IS NOT NULL';
const RELEASE = 'UPDATE leases SET owner = NULL WHERE name = ? AND token = ?';

/**
 * A new token, higher than every one before: earlier holders, also this owner's own earlier runs, are fenced out.
 * What a holder that is gone left behind is free at once.
 *
 * @example
 * await acquireLease(statements, 'pull ehr-west', 'host-1/4711', now, until, () => false); // { lease: 'pull ehr-west', token: 8 }
 */
export async function acquireLease(
  statements: Statements,
  name: string,
  owner: string,
  now: string,
  until: string,
  isGone: (owner: string) => boolean,
): Promise<Fence | undefined> {
  const [from, to] = [milliseconds(now, 'internal', 'now'), milliseconds(until, 'internal', 'until')];
  const ask = async (): Promise<Fence | undefined> => {
    const row = await statements.get<{ readonly token: number }>(ACQUIRE, name, owner, to, from);
    return row && { lease: name, token: row.token };
  };
  const fence = await ask();
  if (fence) return fence;
  const holder = (await statements.get<{ readonly owner: string | null }>(HOLDER, name))?.owner;
  if (!holder || !isGone(holder)) return undefined;
  await statements.run(FREE, name, holder);
  return ask();
}

export async function renewLease(statements: Statements, fence: Fence, until: string): Promise<void> {
  const at = milliseconds(until, 'internal', 'until');
  if ((await statements.run(RENEW, at, fence.lease, fence.token)) === 0) {
    throw new SamplanError('lease-lost', storeTexts.leaseLost, { where: fence.lease });
  }
}

/** A lease that another has taken meanwhile stays theirs. */
export async function releaseLease(statements: Statements, fence: Fence): Promise<void> {
  await statements.run(RELEASE, fence.lease, fence.token);
}
