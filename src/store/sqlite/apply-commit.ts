import type { Commit, Stored } from '../store.ts';
import { forgetArrivals, removeArrival, saveArrival } from './arrivals.ts';
import type { AuditChain } from './audit-chain.ts';
import { saveCheckpoint } from './checkpoints.ts';
import { saveCounterparts } from './counterparts.ts';
import { saveEnrolmentDate } from './enrolment-dates.ts';
import { erasePerson, refuseHeld } from './erase-person.ts';
import { aboutSurvivors, join } from './joined-persons.ts';
import { refuseLostLease } from './leases.ts';
import { saveLink } from './links.ts';
import { removePartnerFinding, savePartnerFinding } from './partner-findings.ts';
import { claimIdentifier } from './persons.ts';
import { refuseStaleRecord } from './records.ts';
import { writeVersion } from './resources.ts';
import { resume, saveHold } from './retention.ts';
import { forgetAllSeen, markSeen } from './seen.ts';
import { removeSetAside, saveSetAside } from './set-aside.ts';
import type { Statements } from './statements.ts';
import { changeSubscriptions } from './subscriptions.ts';

/**
 * Applies one commit inside the caller's savepoint: it throws or everything is written.
 *
 * @example
 * await group.run(() => applyCommit(statements, change, now(), chain));
 */
export function applyCommit(statements: Statements, given: Commit, now: string, chain: AuditChain): readonly Stored[] {
  for (const fence of [given.fence ?? []].flat()) refuseLostLease(statements, fence);
  for (const expected of [given.expect ?? []].flat()) refuseStaleRecord(statements, expected);
  if (given.unheld !== undefined) refuseHeld(statements, given.unheld);
  if (given.joined !== undefined) join(statements, given.joined);
  const change = aboutSurvivors(statements, given);
  for (const identifier of change.identifiers ?? []) claimIdentifier(statements, identifier);
  const written = (change.writes ?? []).map((write) => writeVersion(statements, write, now, chain));
  saveCounterparts(statements, change.counterparts ?? []);
  if (change.forgotten !== undefined) forgetPartner(statements, change.forgotten);
  for (const version of change.seen ?? []) markSeen(statements, version, now);
  for (const arrival of change.handled ?? []) removeArrival(statements, arrival);
  for (const arrival of change.arrived ?? []) saveArrival(statements, arrival);
  for (const date of change.enrolmentDates ?? []) saveEnrolmentDate(statements, date);
  for (const place of change.settled ?? []) removePartnerFinding(statements, place);
  for (const found of change.found ?? []) savePartnerFinding(statements, found);
  if (change.subscription !== undefined) changeSubscriptions(statements, change.subscription);
  if (change.checkpoint !== undefined) saveCheckpoint(statements, change.checkpoint);
  // What a mended entry leaves behind may be set aside anew by the same commit.
  for (const { partner, person } of change.taken ?? []) removeSetAside(statements, partner, person);
  for (const entry of change.setAside ?? []) saveSetAside(statements, entry);
  // After the writes: a link is stale against the record as this commit leaves it.
  for (const link of change.links ?? []) saveLink(statements, link);
  for (const hold of change.holds ?? []) saveHold(statements, hold);
  if (change.resumed !== undefined) resume(statements, change.resumed);
  // Last of all: seq of what is erased is not given to what this commit writes.
  if (change.erased !== undefined) erasePerson(statements, change.erased);
  return written;
}

function forgetPartner(statements: Statements, partner: string): void {
  forgetArrivals(statements, partner);
  forgetAllSeen(statements, partner);
}
