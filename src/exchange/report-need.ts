import type { Patient, Resource } from '@medplum/fhirtypes';
import { isHealthService } from '../consent/party.ts';
import { ANSWER_DAYS, unansweredReports } from '../law/need-law.ts';
import { reportedNeed } from '../law/need-report.ts';
import { contentOf } from '../record/content-of.ts';
import { daysAfter, today } from '../record/day.ts';
import { type BusinessIdentifier, nationalIdentifiers } from '../record/identity.ts';
import { organizationsOf } from '../record/organizations.ts';
import { personNumber } from '../record/person-number.ts';
import type { PlanRecord } from '../record/record.ts';
import { responsibleFor } from '../record/transfer.ts';
import { type Finding, hasErrors } from '../validation/finding.ts';
import { unknownPerson } from './admission-refusals.ts';
import { amend, commitAmendment } from './amend.ts';
import type { Context, Party } from './context.ts';
import { findingsAbout } from './findings-about.ts';
import { type LoadedRecord, loadRecord } from './load-record.ts';
import { type Asker, isController, mayReach, wayIn } from './may-reach.ts';
import { notValid, waitsAlready, whichMunicipality, withoutNumber } from './need-refusals.ts';
import { profileFindings } from './profile-findings.ts';
import { recordSeenBy } from './seen-by.ts';
import { untilItHolds } from './until-it-holds.ts';

/** Whom a report is about: the id of a Patient here, or a Patient with a national number, known here or not. */
export type Reported = { readonly person: string } | { readonly patient: Patient };

/** What came of a report. */
export interface NeedReported {
  /** `ServiceRequest/id` and `Task/id`. */
  readonly report: string;
  readonly task: string;
  /** Organization number of whose koordinerende enhet is to answer. */
  readonly to: string;
  /** Last day on which it is answered in time, in Norwegian time. */
  readonly due: string;
  readonly findings: readonly Finding[];
}

/**
 * Health personnel report that a person needs an individual plan or a coordinator (hpl § 38 a): staff of a health trust to the
 * trust's koordinerende enhet, all others to the municipality's. It opens the case there, with its term, and the enrolment. A
 * trust that notifies a municipality (sphl § 2-5) names it. The answer is the same whether the person was known here or not.
 *
 * @param to organization number of a municipality; absent: by the sender's level
 * @throws SamplanError `not-found` for a person that is not here, or whom the caller does not reach; `bad-parameter` where it is not told
 * which municipality; `duplicate` for a report that waits already; `forbidden` for a service outside health care that brings
 * somebody in; `invalid` with every finding
 * @example
 * await reportNeed(context, trust, { patient: { resourceType: 'Patient', identifier: [number] } }); // { to: trust.organization, ... }
 */
export function reportNeed(context: Context, caller: Asker, about: Reported, to?: string): Promise<NeedReported> {
  return untilItHolds(() => reportOnce(context, caller, about, to), 'stale-record', 'stale-version');
}

async function reportOnce(context: Context, caller: Asker, about: Reported, to?: string): Promise<NeedReported> {
  const { loaded, patient, isReached } = await whom(context, caller, about);
  const { record } = loaded;
  const at = context.now();
  const receiver = receiverOf(
    context,
    caller,
    to,
    isReached ? responsibleSeenBy(context, caller, record, at) : undefined,
  );
  if (isReported(record, caller, receiver)) throw waitsAlready();
  const due = daysAfter(today(at), answerDays(context, receiver));
  const { report, task } = reportedNeed(
    { person: record.person, from: caller.organization, to: receiver, at, due },
    context.newId,
  );
  const parts: readonly Resource[] = [...(patient ? [patient] : []), report, task];
  const amendment = await amend(context, loaded, parts, caller);
  const findings = [
    ...parts.flatMap((part) => profileFindings(context, caller, part)),
    ...findingsAbout(amendment.findings, parts),
  ];
  if (hasErrors(findings)) throw notValid(findings);
  await commitAmendment(
    context,
    amendment,
    { by: caller, interaction: 'operation', activity: 'report-need' },
    { identifiers: (patient ? nationalIdentifiers(patient) : []).map((one) => ({ ...one, person: record.person })) },
  );
  return { report: `ServiceRequest/${report.id}`, task: `Task/${task.id}`, to: receiver, due, findings };
}

/** The record that a report goes into. */
interface Whom {
  readonly loaded: LoadedRecord;
  /** Where she is new here. */
  readonly patient?: Patient;
  /** The caller had to do with her before. */
  readonly isReached: boolean;
}

async function whom(context: Context, caller: Asker, about: Reported): Promise<Whom> {
  const known = async (person: string): Promise<Whom> => {
    const loaded = await loadRecord(context.store, person);
    const isReached = isController(context, caller) || (await mayReach(context.store, caller, loaded.record));
    return { loaded, isReached: isReached && loaded.record.parts.size > 0 };
  };
  const onlyReached = async (person: string | undefined): Promise<Whom> => {
    const found = person === undefined ? undefined : await known(person);
    if (!found?.isReached) throw unknownPerson('Patient', wayIn(context, caller));
    return found;
  };
  if ('person' in about) return onlyReached(about.person);

  const numbers = numbersOf(context, caller, about.patient);
  const person = await firstKnown(context, numbers);
  const bringsIn = isHealthService(caller) && caller.patient === undefined;
  if (!bringsIn) return onlyReached(person);
  if (person !== undefined) return known(person);
  const patient = contentOf({ ...about.patient, id: context.newId() });
  return { loaded: await loadRecord(context.store, patient.id ?? ''), patient, isReached: false };
}

/** Numbers that lead to two persons are no reason to refuse: that would tell that both are here. */
async function firstKnown({ store }: Context, numbers: readonly BusinessIdentifier[]): Promise<string | undefined> {
  for (const number of numbers) {
    const [person] = await store.persons([number]);
    if (person !== undefined) return person;
  }
  return undefined;
}

/** Whether the numbers are one person's is asked of the report alone: the answer must not tell who is known here. */
function numbersOf(context: Context, caller: Party, patient: Patient): readonly BusinessIdentifier[] {
  const findings = profileFindings(context, caller, patient);
  if (hasErrors(findings)) throw notValid(findings);
  const numbers = nationalIdentifiers(patient);
  if (numbers.length === 0) throw withoutNumber('a fødselsnummer, D-number, joint help number or DUF-number');
  const stated = patient.birthDate?.length === 10 ? [patient.birthDate.slice(2)] : [];
  const birthDates = new Set([...stated, ...numbers.flatMap((number) => personNumber(number)?.birthDate ?? [])]);
  if (birthDates.size > 1) throw withoutNumber('numbers and a birth date that are the same person’s');
  return numbers;
}

/** The municipality that is responsible for her, as far as the caller sees who is. */
function responsibleSeenBy(context: Context, caller: Asker, record: PlanRecord, at: string): string | undefined {
  if (isController(context, caller)) return responsibleFor(record, at);
  return responsibleFor(recordSeenBy(record, caller, at), at);
}

/** By the sender's level; in the municipality that is responsible, else the sender's own, else the only one there is. */
function receiverOf(context: Context, caller: Party, to: string | undefined, responsible: string | undefined): string {
  const municipal = [context.controller, ...context.partners].filter(({ sector }) => sector === 'municipal');
  const municipalities = [...new Set(municipal.map(({ organization }) => organization))];
  if (to !== undefined) {
    if (!municipalities.includes(to)) throw whichMunicipality();
    return to;
  }
  if (caller.sector === 'specialist') return caller.organization;
  if (responsible !== undefined && municipalities.includes(responsible)) return responsible;
  // Staff of a municipality report to their own; the controller is one only where no other system is.
  const own = context.partners.find(({ organization }) => organization === caller.organization);
  if (own?.sector === 'municipal') return own.organization;
  const partners = municipalities.filter((one) => one !== context.controller.organization);
  const [only, ...others] = partners.length > 0 ? partners : municipalities;
  if (only === undefined || others.length > 0) throw whichMunicipality();
  return only;
}

/** Whether the caller waits for an answer itself: whether the need is met otherwise is not told. */
function isReported(record: PlanRecord, { organization }: Party, to: string): boolean {
  return unansweredReports(record).some(
    ({ requester, performer = [] }) =>
      organizationsOf(requester, record.directory).includes(organization) &&
      performer.some((one) => organizationsOf(one, record.directory).includes(to)),
  );
}

function answerDays({ coordinatingUnits = [] }: Context, organization: string): number {
  return coordinatingUnits.find((unit) => unit.organization === organization)?.answerDays ?? ANSWER_DAYS;
}
