import type { Commit, Stored } from '../store.ts';
import { saveCounterparts } from './counterparts.ts';
import { aboutSurvivors, join } from './joined-persons.ts';
import { refuseLostLease } from './leases.ts';
import { saveLink } from './links.ts';
import { claimIdentifier } from './persons.ts';
import { refuseStaleRecord } from './records.ts';
import { writeVersion } from './resources.ts';
import { markSeen } from './seen.ts';
import { removeSetAside, saveSetAside } from './set-aside.ts';
import type { Statements } from './statements.ts';

/**
 * Applies one commit inside the caller's savepoint: it throws or everything is written.
 *
 * @example
 * await group.run(() => applyCommit(statements, change, now()));
 */
export function applyCommit(statements: Statements, given: Commit, now: string): readonly Stored[] {
  if (given.fence !== undefined) refuseLostLease(statements, given.fence);
  for (const expected of [given.expect ?? []].flat()) refuseStaleRecord(statements, expected);
  if (given.joined !== undefined) join(statements, given.joined);
  const change = aboutSurvivors(statements, given);
  for (const identifier of change.identifiers ?? []) claimIdentifier(statements, identifier);
  const written = (change.writes ?? []).map((write) => writeVersion(statements, write, now));
  saveCounterparts(statements, change.counterparts ?? []);
  for (const version of change.seen ?? []) markSeen(statements, version);
  // What a mended entry leaves behind may be set aside anew by the same commit.
  for (const { partner, person } of change.taken ?? []) removeSetAside(statements, partner, person);
  for (const entry of change.setAside ?? []) saveSetAside(statements, entry);
  // After the writes: a link is stale against the record as this commit leaves it.
  for (const link of change.links ?? []) saveLink(statements, link);
  return written;
}
