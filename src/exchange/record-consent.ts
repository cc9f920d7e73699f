import type { Consent, DocumentReference, Resource } from '@medplum/fhirtypes';
import { consentKind } from '../consent/kind.ts';
import { written } from '../consent/written.ts';
import { SamplanError } from '../errors.ts';
import { contentOf } from '../record/content-of.ts';
import { CONSENT_PAPER, hasCode } from '../record/kinds.ts';
import { startOf } from '../record/period.ts';
import type { Stored } from '../store/store.ts';
import { type Finding, hasErrors } from '../validation/finding.ts';
import { amend, commitAmendment } from './amend.ts';
import type { Context } from './context.ts';
import { findingsAbout, findingsTold } from './findings-about.ts';
import { loadRecord } from './load-record.ts';
import type { Asker } from './may-reach.ts';
import { asSheSays, requireHers } from './own-consent.ts';
import { profilesAskedOf } from './profile-findings.ts';
import { untilItHolds } from './until-it-holds.ts';

/** What a person decided. */
export interface GivenConsent {
  /** Active, or rejected for a no; a flag that was mapped from a partner says how it was verified. */
  readonly consent: Consent;
  /** What it was signed on, scanned or electronic. */
  readonly source?: DocumentReference | undefined;
}

/** What is in the record now. */
export interface RecordedConsent {
  readonly stored: Stored;
  /** Warnings. */
  readonly findings: readonly Finding[];
}

/**
 * Records what a person decided: a consent (A to C), a refusal, or an opposition (D); she herself records what is hers to decide. It is in force in the commit that
 * writes it, with all that follows from it; a delivery under way decides again before its next byte leaves.
 *
 * @param person id of the Patient here
 * @throws SamplanError `not-found`; `bad-parameter` for what is no decision or another person's; `invalid` with every
 * finding, also where who gave it could not (pbrl § 4-3); `forbidden` where she asks and another decides for her
 * @example
 * await recordConsent(context, controller, patientId, { consent, source: scan });
 */
export function recordConsent(
  context: Context,
  caller: Asker,
  person: string,
  given: GivenConsent,
): Promise<RecordedConsent> {
  return untilItHolds(() => recordOnce(context, caller, person, given), 'stale-record');
}

async function recordOnce(
  context: Context,
  caller: Asker,
  person: string,
  { consent: given, source }: GivenConsent,
): Promise<RecordedConsent> {
  const loaded = await loadRecord(context.store, person);
  if (!loaded.record.parts.has(`Patient/${person}`)) throw unknownPerson();
  const at = context.now();
  const { isHerself = false } = caller;
  // Who signed in has signed.
  if (isHerself && source) throw misfit('Parameters.parameter', 'the consent alone');
  const paper = source && paperOf(source, person, context.newId(), at);
  const consent = consentOf(isHerself ? asSheSays(given) : given, person, context.newId(), at, paper);
  requireHers(caller, loaded.record, consent, false, at);
  const parts: readonly Resource[] = paper ? [consent, paper] : [consent];
  const amendment = await amend(context, loaded, parts, isHerself ? context.controller : caller);
  const told = isHerself ? findingsTold(context, caller, amendment, parts) : amendment.findings;
  const own = new Set(findingsAbout(told, [consent]));
  const findings = [
    ...parts.flatMap((part) =>
      context.validator.validate(part, {
        expectedType: part.resourceType,
        profiles: profilesAskedOf(context, caller, part),
      }),
    ),
    ...told.map(
      // What a partner's consent lacks is a fact to be told. What is recorded here is mended first.
      (finding): Finding => (own.has(finding) ? { ...finding, severity: 'error' } : finding),
    ),
  ];
  if (hasErrors(findings)) throw notValid(findings);
  const trace = { by: caller, interaction: 'operation', activity: 'record-consent' } as const;
  const [stored] = await commitAmendment(context, amendment, trace);
  return { stored: stored as Stored, findings };
}

const DECIDED: ReadonlySet<string> = new Set(['active', 'rejected'] satisfies Consent['status'][]);

function consentOf(
  given: Consent,
  person: string,
  id: string,
  at: string,
  paper: DocumentReference | undefined,
): Consent {
  const patient = { reference: `Patient/${person}` } as const;
  if (given.patient?.reference !== undefined && given.patient.reference !== patient.reference) {
    throw misfit('Consent.patient', patient.reference);
  }
  if (consentKind(given) === undefined) throw misfit('Consent.category', 'plan-made, access, publish or opposition');
  if (!DECIDED.has(given.status)) throw misfit('Consent.status', 'active or rejected');
  const dateTime = given.dateTime ?? at;
  if (!(Date.parse(dateTime) > 0) || startOf(dateTime) > at)
    throw misfit('Consent.dateTime', 'a date that is not to come');
  const spelled = written(given);
  if (!spelled) throw misfit('Consent.provision.type', 'permit or deny');
  return contentOf({
    ...spelled,
    id,
    patient,
    dateTime,
    performer: given.performer ?? [patient],
    ...(paper ? { sourceReference: { reference: `DocumentReference/${paper.id ?? ''}` } } : {}),
  });
}

function paperOf(source: DocumentReference, person: string, id: string, at: string): DocumentReference {
  const { system, code } = CONSENT_PAPER;
  const isKnown = hasCode(source.type, system, code);
  return contentOf({
    ...source,
    id,
    type: isKnown && source.type ? source.type : { coding: [...(source.type?.coding ?? []), { system, code }] },
    subject: { reference: `Patient/${person}` },
    date: source.date ?? at,
  });
}

function unknownPerson(): SamplanError {
  return new SamplanError(
    'not-found',
    {
      nb: 'Det finnes ingen person med denne id-en her. Søk med POST Patient/_search og identifier.',
      nn: 'Det finst ingen person med denne id-en her. Søk med POST Patient/_search og identifier.',
      en: 'There is no person with this id here. Search with POST Patient/_search and identifier.',
    },
    { where: 'Patient' },
  );
}

function misfit(where: string, expected: string): SamplanError {
  return new SamplanError(
    'bad-parameter',
    {
      nb: 'Samtykket sier ikke hva denne personen har bestemt. Rett elementet.',
      nn: 'Samtykket seier ikkje kva denne personen har bestemt. Rett elementet.',
      en: 'The consent does not say what this person has decided. Correct the element.',
    },
    { where, expected },
  );
}

function notValid(findings: readonly Finding[]): SamplanError {
  return new SamplanError(
    'invalid',
    {
      nb: 'Samtykket kan ikke registreres slik. Hvert funn sier hva som mangler.',
      nn: 'Samtykket kan ikkje registrerast slik. Kvart funn seier kva som manglar.',
      en: 'The consent cannot be recorded like this. Each finding says what is lacking.',
    },
    { findings },
  );
}
