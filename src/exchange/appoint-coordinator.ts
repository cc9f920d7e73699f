import type { Resource } from '@medplum/fhirtypes';
import { isHealthService } from '../consent/party.ts';
import { type Appointment, appointed, type CoordinatorRole } from '../law/appointment.ts';
import {
  appointmentFindings,
  isOursIn,
  isResponsibleUnit,
  maySucceed,
  type Proposed,
} from '../law/appointment-findings.ts';
import { needsMet } from '../law/need-met.ts';
import { personIn } from '../law/person.ts';
import { isTold, type Wish, wishOf } from '../law/wish.ts';
import { isCurrent } from '../record/organizations.ts';
import { afterEnd, startOf } from '../record/period.ts';
import { keyOf, type PlanRecord, teamsOf } from '../record/record.ts';
import type { Write } from '../store/store.ts';
import { type Finding, hasErrors } from '../validation/finding.ts';
import { amend, commitAmendment } from './amend.ts';
import { refusedAppointment } from './appointment-refusals.ts';
import { changingDirectory } from './changing-directory.ts';
import type { Context, Party } from './context.ts';
import { type Coordinator, type CoordinatorPost, coordinatorPost } from './coordinator-post.ts';
import { findingsAbout } from './findings-about.ts';
import { loadRecord } from './load-record.ts';
import { type Asker, isController, mayReach } from './may-reach.ts';
import { profileFindings } from './profile-findings.ts';
import { seenBy } from './seen-by.ts';
import { untilItHolds } from './until-it-holds.ts';
import { nextVersion } from './writes.ts';

/** Who becomes what, when, and what the person wished. */
export interface AppointCoordinator {
  readonly coordinator: Coordinator;
  readonly role: CoordinatorRole;
  /** Day or instant; absent: from now on. */
  readonly from?: string;
  /** Last day or instant. */
  readonly until?: string;
  readonly wish: Wish;
  /** Organization number of whose koordinerende enhet appoints; absent: the caller's. Another's from the controller only. */
  readonly unit?: string;
}

/** What the law says of the appointment; of the record besides, to the controller only. */
export interface CoordinatorAppointed {
  readonly findings: readonly Finding[];
}

/**
 * The koordinerende enhet of a municipality or a health trust appoints a coordinator (hol § 7-3, sphl § 2-5 b), for who has a
 * plan and for who has none (pbrl § 2-5 b). In one commit: the former one leaves as the new one begins, the person's wish and how it
 * was weighed are kept with the unit (pbrl § 3-1), reports of need that wait there are answered, and all of it is traced. Partners get it as
 * they get every change. The same again changes nothing.
 *
 * @param person id of the Patient here
 * @throws SamplanError `not-found` for whom the caller does not reach; `forbidden` for who has no koordinerende enhet, or where
 * another municipality is responsible; `bad-parameter`; `invalid` with every finding
 * @example
 * await appointCoordinator(context, fjordvik, patientId, {
 *   coordinator: { reference: 'PractitionerRole/17' }, role: 'responsible-coordinator', wish: { words: '…', isFollowed: true },
 * });
 */
export function appointCoordinator(
  context: Context,
  caller: Asker,
  person: string,
  given: AppointCoordinator,
): Promise<CoordinatorAppointed> {
  const appoint = (): Promise<CoordinatorAppointed> => appointOnce(context, caller, person, given);
  return untilItHolds(() => changingDirectory(context.store, appoint), 'stale-record', 'stale-version');
}

async function appointOnce(
  context: Context,
  caller: Asker,
  person: string,
  { coordinator, role, from, until, wish, unit: number }: AppointCoordinator,
): Promise<CoordinatorAppointed> {
  const loaded = await loadRecord(context.store, person);
  const at = context.now();
  if (!(await isReached(context, caller, loaded.record, at))) throw refusedAppointment('unknown-person');
  const unit = unitOf(context, caller, number);
  const period = { start: from ?? at, ...(until === undefined ? {} : { end: until }) };
  if (until !== undefined && (afterEnd(until) <= startOf(period.start) || afterEnd(until) <= at))
    throw refusedAppointment('over');
  const post = await coordinatorPost(context, caller, coordinator, unit.organization);
  const record: PlanRecord = { ...loaded.record, directory: new Map([...loaded.record.directory, ...post.directory]) };
  const appointment: Appointment = {
    unit: unit.organization,
    member: { reference: post.reference as `PractitionerRole/${string}` },
    role,
    period,
    at,
  };
  const level = unit.sector === 'municipal' ? 'municipal' : 'specialist';
  const proposed = { ...appointment, record, level, members: [...context.partners, context.controller] } as const;
  if (!isResponsibleUnit(proposed)) throw refusedAppointment('not-theirs');
  const told = appointmentFindings(proposed);
  if (hasErrors(told)) throw refusedAppointment('invalid', told);
  if (!maySucceed(proposed)) throw refusedAppointment('not-theirs');

  const parts = partsOf(proposed, wish, context.newId);
  if (parts.length === 0) return { findings: told };
  const amendment = await amend(context, { ...loaded, record }, parts, caller);
  const written = [
    ...parts.flatMap((part) => profileFindings(context, caller, part)),
    ...findingsAbout(amendment.findings, parts),
  ];
  if (hasErrors(written)) throw refusedAppointment('invalid', written);
  const trace = { by: caller, interaction: 'operation', activity: 'appoint-coordinator' } as const;
  await commitAmendment(context, amendment, trace, { entries: entriesOf(post, unit, at) });
  // What the rest of the record lacks would tell what is in it.
  const rest = isController(context, caller) ? amendment.findings.filter((one) => !written.includes(one)) : [];
  return { findings: [...told, ...written, ...rest] };
}

/** Whom the caller does not see is not there for it, nor is who coordinates where the person keeps that from it. */
async function isReached(context: Context, caller: Asker, record: PlanRecord, at: string): Promise<boolean> {
  if (!personIn(record)) return false;
  if (isController(context, caller)) return true;
  if (!(await mayReach(context.store, caller, record))) return false;
  const seen = seenBy(record, caller, at);
  return [`Patient/${record.person}`, ...teamsOf(record).filter(isCurrent).map(keyOf)].every((key) => seen.has(key));
}

/** The municipality or health trust whose koordinerende enhet appoints. */
function unitOf(context: Context, caller: Asker, number: string | undefined): Party {
  if (number === undefined || number === caller.organization) {
    if (!isHealthService(caller)) throw refusedAppointment('no-unit');
    return caller;
  }
  const unit = [context.controller, ...context.partners].find(({ organization }) => organization === number);
  if (!isController(context, caller)) throw refusedAppointment('no-unit');
  if (!unit || !isHealthService(unit)) throw refusedAppointment('unknown-unit');
  return unit;
}

/** What the appointment makes of the record: nothing that stands already. */
function partsOf(proposed: Proposed, wish: Wish, newId: () => string): readonly Resource[] {
  const { record, unit, at, member } = proposed;
  const { home, changed } = appointed(record, proposed, (participant) => isOursIn(proposed, participant), newId);
  const about = [keyOf(home), member.reference ?? ''];
  const told = wishOf('coordinator-wish', wish, { person: record.person, unit, about, at }, newId());
  const isKnown = changed.length === 0 && isTold(record, told);
  return [...changed, ...(isKnown ? [] : [told]), ...needsMet(record, unit)];
}

function entriesOf({ entries }: CoordinatorPost, { organization }: Party, at: string): readonly Write[] {
  return entries.map((entry) => ({ ...nextVersion(entry, undefined, at), owner: organization }));
}
