import type { Patient, Resource } from '@medplum/fhirtypes';
import { isHealthService } from '../consent/party.ts';
import { SamplanError } from '../errors.ts';
import { contentOf } from '../record/content-of.ts';
import { nationalIdentifiers } from '../record/identity.ts';
import { daysAfter, today } from '../record/day.ts';
import { ANSWER_DAYS, openReports } from '../law/need-law.ts';
import { reportedNeed } from '../law/need-report.ts';
import { organizationsOf } from '../record/organizations.ts';
import { personNumber } from '../record/person-number.ts';
import type { PlanRecord } from '../record/record.ts';
import { responsibleFor } from '../record/transfer.ts';
import { type Finding, hasErrors } from '../validation/finding.ts';
import { unknownPerson } from './admission-refusals.ts';
import { amend, commitAmendment } from './amend.ts';
import type { Context, Party } from './context.ts';
import { type LoadedRecord, loadRecord } from './load-record.ts';
import { type Asker, isController, mayReach } from './may-reach.ts';
import { profileFindings } from './profile-findings.ts';
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
  const { loaded, patient } = await whom(context, caller, about);
  const { record } = loaded;
  const at = context.now();
  const receiver = receiverOf(context, caller, record, to, at);
  if (isReported(record, caller, receiver, at)) throw waitsAlready();
  const due = daysAfter(today(at), answerDays(context, receiver));
  const { report, task } = reportedNeed(
    { person: record.person, from: caller.organization, to: receiver, at, due },
    context.newId,
  );
  const parts: readonly Resource[] = [...(patient ? [patient] : []), report, task];
  const amendment = await amend(context, loaded, parts, caller);
  const findings = [...parts.flatMap((part) => profileFindings(context, caller, part)), ...amendment.findings];
  if (hasErrors(findings)) throw notValid(findings);
  await commitAmendment(
    context,
    amendment,
    { by: caller, interaction: 'operation', activity: 'report-need' },
    { identifiers: (patient ? nationalIdentifiers(patient) : []).map((one) => ({ ...one, person: record.person })) },
  );
  return { report: `ServiceRequest/${report.id}`, task: `Task/${task.id}`, to: receiver, due, findings };
}

/** The record that the report goes into; with the Patient where she is new here. */
async function whom(
  context: Context,
  caller: Asker,
  about: Reported,
): Promise<{ readonly loaded: LoadedRecord; readonly patient?: Patient }> {
  const reached = async (person: string): Promise<LoadedRecord> => {
    const loaded = await loadRecord(context.store, person);
    const mayReport = isController(context, caller) || (await mayReach(context.store, caller, loaded.record));
    if (loaded.record.parts.size === 0 || !mayReport) throw unknownPerson('Patient');
    return loaded;
  };
  if ('person' in about) return { loaded: await reached(about.person) };

  const numbers = numbersOf(context, caller, about.patient);
  const [person, ...others] = await context.store.persons(numbers);
  if (others.length > 0) throw severalPersons();
  const isBound = !isHealthService(caller) || caller.patient !== undefined;
  if (person !== undefined)
    return { loaded: isBound ? await reached(person) : await loadRecord(context.store, person) };
  if (isBound) throw unknownPerson('Patient');
  const patient = contentOf({ ...about.patient, id: context.newId() });
  return { loaded: await loadRecord(context.store, patient.id ?? ''), patient };
}

/** Whether the number is the person's is asked of the report alone: the answer must not tell who is known here. */
function numbersOf(context: Context, caller: Party, patient: Patient): ReturnType<typeof nationalIdentifiers> {
  const findings = profileFindings(context, caller, patient);
  if (hasErrors(findings)) throw notValid(findings);
  const numbers = nationalIdentifiers(patient);
  if (numbers.length === 0) throw withoutNumber('a fødselsnummer, D-number, joint help number or DUF-number');
  const birthDates = numbers.flatMap((number) => personNumber(number)?.birthDate ?? []);
  const contradicts = birthDates.some(
    (date) => patient.birthDate?.length === 10 && date !== patient.birthDate.slice(2),
  );
  if (contradicts) throw withoutNumber('a number and a birth date that are the same person’s');
  return numbers;
}

/** By the sender's level; in the municipality that is responsible, else the only one there is. */
function receiverOf(context: Context, caller: Party, record: PlanRecord, to: string | undefined, at: string): string {
  const municipal = [context.controller, ...context.partners].filter(({ sector }) => sector === 'municipal');
  const municipalities = [...new Set(municipal.map(({ organization }) => organization))];
  if (to !== undefined) {
    if (!municipalities.includes(to)) throw whichMunicipality();
    return to;
  }
  if (caller.sector === 'specialist') return caller.organization;
  const responsible = responsibleFor(record, at);
  if (responsible !== undefined && municipalities.includes(responsible)) return responsible;
  // Staff of a municipality report to their own; the controller is one only where no other system is.
  const own = context.partners.find(({ organization }) => organization === caller.organization);
  if (own?.sector === 'municipal') return own.organization;
  const partners = municipalities.filter((one) => one !== context.controller.organization);
  const [only, ...others] = partners.length > 0 ? partners : municipalities;
  if (only === undefined || others.length > 0) throw whichMunicipality();
  return only;
}

function isReported(record: PlanRecord, { organization }: Party, to: string, at: string): boolean {
  return openReports(record, at).some(
    ({ requester, performer = [] }) =>
      organizationsOf(requester, record.directory).includes(organization) &&
      performer.some((one) => organizationsOf(one, record.directory).includes(to)),
  );
}

function answerDays({ coordinatingUnits = [] }: Context, organization: string): number {
  return coordinatingUnits.find((unit) => unit.organization === organization)?.answerDays ?? ANSWER_DAYS;
}

function whichMunicipality(): SamplanError {
  return new SamplanError(
    'bad-parameter',
    {
      nb: 'Det går ikke frem hvilken kommune som skal svare. Oppgi organisasjonsnummeret til en kommune som er med her.',
      nn: 'Det går ikkje fram kva kommune som skal svare. Gje opp organisasjonsnummeret til ein kommune som er med her.',
      en: 'It is not clear which municipality is to answer. Give the organization number of a municipality that takes part here.',
    },
    { where: 'to', expected: 'a municipality in the configuration' },
  );
}

function withoutNumber(expected: string): SamplanError {
  return new SamplanError(
    'bad-parameter',
    {
      nb: 'Meldingen sier ikke sikkert hvem den gjelder. Oppgi et nasjonalt nummer som stemmer, eller vis til en Patient her.',
      nn: 'Meldinga seier ikkje sikkert kven ho gjeld. Gje opp eit nasjonalt nummer som stemmer, eller vis til ein Patient her.',
      en: 'The report does not say for certain whom it is about. Give a national number that fits, or refer to a Patient here.',
    },
    { where: 'patient', expected },
  );
}

function severalPersons(): SamplanError {
  return new SamplanError(
    'several-matches',
    {
      nb: 'Numrene leder til mer enn én person. Meld behovet for én, med ett nummer.',
      nn: 'Numra leier til meir enn éin person. Meld behovet for éin, med eitt nummer.',
      en: 'The numbers lead to more than one person. Report the need of one, with one number.',
    },
    { where: 'patient' },
  );
}

function waitsAlready(): SamplanError {
  return new SamplanError(
    'duplicate',
    {
      nb: 'Behovet er meldt dit allerede og venter på svar.',
      nn: 'Behovet er meldt dit alt og ventar på svar.',
      en: 'The need is reported there already and waits for an answer.',
    },
    { where: 'ServiceRequest' },
  );
}

function notValid(findings: readonly Finding[]): SamplanError {
  return new SamplanError(
    'invalid',
    {
      nb: 'Behovet kan ikke meldes slik. Hvert funn sier hva som er i veien.',
      nn: 'Behovet kan ikkje meldast slik. Kvart funn seier kva som er i vegen.',
      en: 'The need cannot be reported so. Each finding says what is in the way.',
    },
    { findings },
  );
}
