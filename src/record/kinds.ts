import type { CodeableConcept, Consent, DocumentReference, Resource } from '@medplum/fhirtypes';
import { isObject } from './json.ts';
import { SAMPLAN } from './systems.ts';

/** Kinds of parts: what consent and policy decide about (design: part). */
export type PartKind =
  | 'person'
  | 'team'
  | 'relative'
  | 'plan'
  | 'sub-plan'
  | 'goal'
  | 'measure'
  | 'need'
  | 'need-report'
  | 'meeting'
  | 'minutes'
  | 'document'
  | 'consent'
  | 'notice'
  | 'conflict';

/** Resource types that can be part of a record, in the order in which a partner can receive them. */
export const RECORD_TYPES = [
  'Patient',
  'RelatedPerson',
  'Consent',
  'CareTeam',
  'Condition',
  'Observation',
  'CarePlan',
  'Goal',
  'ServiceRequest',
  'Task',
  'Appointment',
  'Encounter',
  'DocumentReference',
  'Communication',
] as const satisfies readonly Resource['resourceType'][];

/** Resource types that live in the shared directory, targets first. */
export const DIRECTORY_TYPES = [
  'Organization',
  'Practitioner',
  'PractitionerRole',
  'HealthcareService',
] as const satisfies readonly Resource['resourceType'][];

/** Types that are there because of a plan; all others hang on one of these. */
export const ROOT_TYPES: readonly string[] = ['CarePlan', 'CareTeam', 'Consent'];

export function isRecordType(type: string): type is (typeof RECORD_TYPES)[number] {
  return (RECORD_TYPES as readonly string[]).includes(type);
}

export function isDirectoryType(type: string): type is (typeof DIRECTORY_TYPES)[number] {
  return (DIRECTORY_TYPES as readonly string[]).includes(type);
}

/** Kinds that hold the plan itself: without consent B none of them leaves its owner (hpl § 22; design: Consent). */
const PLAN_KINDS: ReadonlySet<PartKind> = new Set([
  'plan',
  'sub-plan',
  'goal',
  'measure',
  'need',
  'meeting',
  'minutes',
  'document',
]);

export function isPlanPart(kind: PartKind): boolean {
  return PLAN_KINDS.has(kind);
}

/** The kind of a part, undefined for a resource that is none. */
export function kindOf(resource: Resource): PartKind | undefined {
  switch (resource.resourceType) {
    case 'Patient':
      return 'person';
    case 'CareTeam':
      return 'team';
    case 'RelatedPerson':
      return 'relative';
    case 'CarePlan':
      return resource.partOf?.length ? 'sub-plan' : 'plan';
    case 'Goal':
      return 'goal';
    case 'ServiceRequest':
      return hasCode(resource.category, SAMPLAN.serviceRequestKind, 'need-report') ||
        hasCode(resource.code, SAMPLAN.serviceRequestKind, 'need-report')
        ? 'need-report'
        : 'measure';
    case 'Task':
      if (hasCode(resource.code, SAMPLAN.conflictKind)) return 'conflict';
      // Whoever may know of the report may know how it stands.
      return hasCode(resource.code, SAMPLAN.caseKind, 'need') ? 'need-report' : 'measure';
    case 'Condition':
    case 'Observation':
      return 'need';
    case 'Appointment':
    case 'Encounter':
      return 'meeting';
    case 'Communication':
      return hasCode(resource.category, SAMPLAN.communicationKind, 'consent-withdrawn') ? 'notice' : 'minutes';
    case 'DocumentReference':
      return isConsentPaper(resource) ? 'consent' : 'document';
    case 'Consent':
      return 'consent';
    default:
      return undefined;
  }
}

/** LOINC's code of a signed consent (profile ip-consent-document; IHE PCF uses it for the Consent itself). */
export const CONSENT_PAPER = { system: 'http://loinc.org', code: '59284-0' } as const;

/** True for a signed consent, scanned or electronic: it tells whatever the Consent tells. */
function isConsentPaper({ type }: DocumentReference): boolean {
  return hasCode(type, CONSENT_PAPER.system, CONSENT_PAPER.code);
}

/**
 * True when one of the concepts has a coding of the system (and the code, where one is given). Also answers for what
 * has not been validated yet: kinds decide which profile a resource is held to.
 */
export function hasCode(
  concepts: CodeableConcept | readonly CodeableConcept[] | undefined,
  system: string,
  code?: string,
): boolean {
  return [concepts].flat().some((concept) => codingsOf(concept).some((coding) => isCoding(coding, system, code)));
}

function codingsOf(concept: unknown): readonly unknown[] {
  const coding: unknown = isObject(concept) ? concept['coding'] : undefined;
  return Array.isArray(coding) ? coding : [];
}

function isCoding(coding: unknown, system: string, code: string | undefined): boolean {
  return isObject(coding) && coding['system'] === system && (code === undefined || coding['code'] === code);
}

/** True for an individual plan itself: category IP and no partOf (invariant I6). */
export function isIndividualPlan(resource: Resource): boolean {
  return (
    resource.resourceType === 'CarePlan' &&
    !resource.partOf?.length &&
    hasCode(resource.category, SAMPLAN.planKind, 'individual-plan')
  );
}

/** True for the team around an individual plan, or around a person who has none. */
export function isPlanTeam(resource: Resource): boolean {
  return (
    resource.resourceType === 'CareTeam' && hasCode(resource.category, SAMPLAN.careTeamKind, 'individual-plan-team')
  );
}

/** True for a Consent that says which of our kinds it is (A to D). */
export function consentKindIsStated(consent: Consent): boolean {
  return hasCode(consent.category, SAMPLAN.consentKind);
}

/** True for a person's opposition (D), known by its category or by HL7 Norway's policyRule (pbrl § 5-3). */
export function isOpposition(consent: Consent): boolean {
  if (consentKindIsStated(consent)) return hasCode(consent.category, SAMPLAN.consentKind, 'opposition');
  return (consent.policyRule?.coding ?? []).some(({ code }) => code === 'PBRL5-3');
}
