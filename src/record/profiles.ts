import type { CodeableConcept, Consent, Resource, ResourceType } from '@medplum/fhirtypes';
import { CONSENT_PAPER, consentKindIsStated, hasCode, isIndividualPlan, isPlanTeam, kindOf } from './kinds.ts';
import { SAMPLAN } from './systems.ts';

interface Demand {
  readonly profile: string;
  /** Which resources of the type it is for; all of them where there is no test. */
  readonly isFor?: (resource: Resource) => boolean;
}

/** An element that says what a resource is, as a test of its codes. Elements are not validated yet when it is asked. */
const states =
  (element: string, system: string, code?: string) =>
  (resource: Resource): boolean =>
    hasCode(Reflect.get(resource, element) as CodeableConcept[] | undefined, system, code);

const MEETING_KIND = 'http://samplan.no/fhir/CodeSystem/meeting-kind';
/** Volven 9602, types of documents; A02-2 is the individual plan. */
const DOCUMENT_TYPE = 'urn:oid:2.16.578.1.12.4.1.1.9602';

/** Profiles of our own package by what a resource is; the first that fits is the one. profiles/README.md has it as a table. */
const DEMANDS: Readonly<Partial<Record<ResourceType, readonly Demand[]>>> = {
  Patient: [{ profile: 'ip-patient' }],
  RelatedPerson: [{ profile: 'ip-related-person' }],
  Practitioner: [{ profile: 'ip-practitioner' }],
  PractitionerRole: [{ profile: 'ip-practitioner-role' }],
  Organization: [{ profile: 'ip-organization' }],
  HealthcareService: [{ profile: 'ip-healthcare-service' }],
  CarePlan: [
    { profile: 'ip-sub-plan', isFor: (plan) => kindOf(plan) === 'sub-plan' },
    { profile: 'ip-careplan', isFor: isIndividualPlan },
  ],
  CareTeam: [{ profile: 'ip-careteam', isFor: isPlanTeam }],
  Consent: [
    { profile: 'ip-consent-plan-made', isFor: states('category', SAMPLAN.consentKind, 'plan-made') },
    { profile: 'ip-consent-access', isFor: states('category', SAMPLAN.consentKind, 'access') },
    { profile: 'ip-consent-publication', isFor: states('category', SAMPLAN.consentKind, 'publish') },
    { profile: 'ip-consent-opposition', isFor: states('category', SAMPLAN.consentKind, 'opposition') },
    // A kind that is not known is refused by the profile that all kinds share.
    { profile: 'ip-consent', isFor: (consent) => consentKindIsStated(consent as Consent) },
  ],
  Goal: [{ profile: 'ip-goal' }],
  ServiceRequest: [
    { profile: 'ip-need-report', isFor: (request) => kindOf(request) === 'need-report' },
    { profile: 'ip-measure' },
  ],
  Task: [
    { profile: 'ip-conflict', isFor: (task) => kindOf(task) === 'conflict' },
    { profile: 'ip-need-case', isFor: (task) => kindOf(task) === 'need-report' },
    { profile: 'ip-measure-task' },
  ],
  Condition: [{ profile: 'ip-condition' }],
  Observation: [{ profile: 'ip-observation' }],
  Appointment: [{ profile: 'ip-meeting-planned', isFor: states('serviceType', MEETING_KIND) }],
  Encounter: [{ profile: 'ip-meeting-held', isFor: states('type', MEETING_KIND) }],
  Communication: [{ profile: 'ip-minutes', isFor: states('category', SAMPLAN.communicationKind, 'minutes') }],
  DocumentReference: [
    { profile: 'ip-plan-document', isFor: states('type', DOCUMENT_TYPE, 'A02-2') },
    { profile: 'ip-consent-document', isFor: states('type', CONSENT_PAPER.system, CONSENT_PAPER.code) },
  ],
};

/** Profiles of our own package that a part must fit, by what it is rather than by what it claims. */
export function profilesFor(resource: Resource): readonly string[] {
  const { resourceType } = resource;
  const demands = Object.hasOwn(DEMANDS, resourceType) ? DEMANDS[resourceType] : undefined;
  const demand = demands?.find(({ isFor }) => isFor === undefined || isFor(resource));
  return demand ? [SAMPLAN.profile(demand.profile)] : [];
}
