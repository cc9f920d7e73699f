import { SamplanError } from '../../errors.ts';
import { milliseconds } from '../instant.ts';
import type { Fence } from '../store.ts';
import { storeTexts } from '../texts.ts';
import type { Statements } from './statements.ts';

const ACQUIRE = `
  INSERT INTO leases (name, owner, token, held_until) VALUES (:name, :owner, 1, :until)
  ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, token = token + 1, held_until = excluded.held_until
    WHERE owner IS NULL OR owner = excluded.owner OR held_until <= :now
  RETURNING token`;
const HOLDER = 'SELECT owner FROM leases WHERE name = ?';
const FREE = 'UPDATE leases SET owner = NULL WHERE name = ? AND owner = ?';
const HELD = 'SELECT 1 AS held FROM leases WHERE name = ? AND token = ? AND owner IS NOT NULL';
const RENEW = 'UPDATE leases SET held_until = ? WHERE name = ? AND token = ? AND owner IS NOT NULL';
const RELEASE = 'UPDATE leases SET owner = NULL WHERE name = ? AND token = ?';

/**
 * A new token, higher than every one before: earlier holders, also this owner's own earlier runs, are fenced out.
 * What a holder that is gone left behind is free at once.
 *
 * @example
 * acquireLease(statements, 'pull ehr-west', 'host-1/4711', now, until, () => false); // { lease: 'pull ehr-west', token: 8 }
 */
export function acquireLease(
  statements: Statements,
  name: string,
  owner: string,
  now: string,
  until: string,
  isGone: (owner: string) => boolean,
): Fence | undefined {
  const holder = statements.get<{ readonly owner: string | null }>(HOLDER, name)?.owner;
  if (holder && isGone(holder)) statements.run(FREE, name, holder);
  const row = statements.getNamed<{ readonly token: number }>(ACQUIRE, {
    name,
    owner,
    now: milliseconds(now, 'internal', 'now'),
    until: milliseconds(until, 'internal', 'until'),
  });
  return row && { lease: name, token: row.token };
}

export function renewLease(statements: Statements, fence: Fence, until: string): void {
  const at = milliseconds(until, 'internal', 'until');
  if (statements.run(RENEW, at, fence.lease, fence.token) === 0) throw leaseLost(fence);
}

/** A lease that another has taken meanwhile stays theirs. */
export function releaseLease(statements: Statements, fence: Fence): void {
  statements.run(RELEASE, fence.lease, fence.token);
}

/** An expired lease that nobody took is still held: only a successor can be harmed by a late write. */
export function refuseLostLease(statements: Statements, fence: Fence): void {
  if (statements.get(HELD, fence.lease, fence.token) === undefined) throw leaseLost(fence);
}

function leaseLost(fence: Fence): SamplanError {
  return new SamplanError('lease-lost', storeTexts.leaseLost, { where: fence.lease });
}
