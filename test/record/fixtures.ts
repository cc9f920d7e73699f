import type {
  Appointment,
  CarePlan,
  CareTeam,
  CareTeamParticipant,
  CodeableConcept,
  Communication,
  Condition,
  Consent,
  ConsentProvision,
  DocumentReference,
  Goal,
  Organization,
  Patient,
  Period,
  PractitionerRole,
  Reference,
  RelatedPerson,
  Resource,
  ServiceRequest,
  Task,
} from '@medplum/fhirtypes';
import type { Party } from '../../src/consent/party.ts';
import { conflictTask } from '../../src/record/conflict.ts';
import { asJson, type Json } from '../../src/record/json.ts';
import type { PartKind } from '../../src/record/kinds.ts';
import type { Path } from '../../src/record/path.ts';
import { keyOf, type Part, type PlanRecord, recordOf } from '../../src/record/record.ts';
import { NATIONAL, SAMPLAN } from '../../src/record/systems.ts';

/** A Sunday in winter: Norway is one hour ahead of UTC. */
export const AT = '2026-11-22T10:00:00.000Z';

export const FJORDVIK: Party = { name: 'Fjordvik kommune', organization: '310601012', sector: 'municipal' };
export const TRUST: Party = { name: 'Helse Fjordvik HF', organization: '310602019', sector: 'specialist' };
/** A national store of plans. */
export const STORE: Party = { name: 'Nasjonal planlager', organization: '310605018', sector: 'national' };
export const NAV: Party = { name: 'NAV Fjordvik', organization: '310603015', sector: 'other' };
/** Neither sends nor receives in these tests: the owner of what belongs to none of the others. */
export const GRANLI: Party = { name: 'Granli kommune', organization: '310604011', sector: 'municipal' };

/** The koordinerende enhet, which is a part of Fjordvik kommune. */
export const COORDINATING_UNIT = '310601020';

const PERSON = 'ingrid';
const SUBJECT = { reference: `Patient/${PERSON}` } as const;
const PRIVACY: CodeableConcept = {
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }],
};

export function concept(system: string, code: string): CodeableConcept {
  return { coding: [{ system, code }] };
}

export function patient(more: Partial<Patient> = {}): Patient {
  return { resourceType: 'Patient', id: PERSON, ...more };
}

export function plan(id = 'plan', more: Partial<CarePlan> = {}): CarePlan {
  const category = [concept(SAMPLAN.planKind, 'individual-plan')];
  return { resourceType: 'CarePlan', id, status: 'active', intent: 'plan', category, subject: SUBJECT, ...more };
}

export function subPlan(id = 'sub-plan', of = 'plan'): CarePlan {
  return plan(id, { partOf: [{ reference: `CarePlan/${of}` }] });
}

export function goal(id = 'goal', more: Partial<Goal> = {}): Goal {
  const description = { text: 'Gå tur i nærmiljøet' };
  return { resourceType: 'Goal', id, lifecycleStatus: 'active', description, subject: SUBJECT, ...more };
}

export function measure(id = 'measure', more: Partial<ServiceRequest> = {}): ServiceRequest {
  return { resourceType: 'ServiceRequest', id, status: 'active', intent: 'plan', subject: SUBJECT, ...more };
}

export function needReport(id = 'need-report', more: Partial<ServiceRequest> = {}): ServiceRequest {
  return measure(id, { category: [concept(SAMPLAN.serviceRequestKind, 'need-report')], ...more });
}

export function condition(id = 'need', more: Partial<Condition> = {}): Condition {
  return { resourceType: 'Condition', id, subject: SUBJECT, ...more };
}

export function relative(id = 'relative', more: Partial<RelatedPerson> = {}): RelatedPerson {
  return { resourceType: 'RelatedPerson', id, patient: SUBJECT, ...more };
}

export function meeting(id = 'meeting', more: Partial<Appointment> = {}): Appointment {
  return {
    resourceType: 'Appointment',
    id,
    status: 'booked',
    participant: [{ actor: SUBJECT, status: 'accepted' }],
    ...more,
  };
}

export function minutes(id = 'minutes', more: Partial<Communication> = {}): Communication {
  return { resourceType: 'Communication', id, status: 'completed', subject: SUBJECT, ...more };
}

export function document(id = 'document', more: Partial<DocumentReference> = {}): DocumentReference {
  const content = [{ attachment: { contentType: 'application/pdf' } }];
  return { resourceType: 'DocumentReference', id, status: 'current', subject: SUBJECT, content, ...more };
}

export function team(id = 'team', more: Partial<CareTeam> = {}): CareTeam {
  const category = [concept(SAMPLAN.careTeamKind, 'individual-plan-team')];
  return { resourceType: 'CareTeam', id, status: 'active', category, subject: SUBJECT, ...more };
}

export function coordinatorFrom(organization: string, period?: Period): CareTeamParticipant {
  return {
    role: [concept(SAMPLAN.participantRole, 'responsible-coordinator')],
    member: organizationByNumber(organization),
    ...(period ? { period } : {}),
  };
}

/** A conflict that waits: at this element `partner` says `theirs`. */
export function conflictTaskAbout(
  part: string,
  path: Path,
  partner: Party,
  values: { readonly base?: Json; readonly ours?: Json; readonly theirs?: Json } = {},
): Task {
  return conflictTask(
    { part, path, partner: partner.name, base: values.base, ours: values.ours, theirs: values.theirs },
    { id: 'conflict', person: PERSON, at: AT, owner: undefined, resource: {} },
  );
}

/** One part of every kind but consents, their notices and conflicts. */
export function partsOfEveryKind(): Readonly<Record<Exclude<PartKind, 'consent' | 'notice' | 'conflict'>, Resource>> {
  return {
    person: patient(),
    team: team(),
    relative: relative(),
    'need-report': needReport(),
    plan: plan(),
    'sub-plan': subPlan(),
    goal: goal(),
    measure: measure(),
    need: condition(),
    meeting: meeting(),
    minutes: minutes(),
    document: document(),
  };
}

export function organizationByNumber(number: string): Reference<Organization> {
  return { type: 'Organization', identifier: { system: NATIONAL.organization, value: number } };
}

export function actor(reference: Reference): NonNullable<ConsentProvision['actor']>[number] {
  const role = concept('http://terminology.hl7.org/CodeSystem/v3-ParticipationType', 'IRCP');
  return { role, reference: reference as Reference<Organization> };
}

export function provisionFor(type: 'permit' | 'deny', party: Party | undefined, period?: Period): ConsentProvision {
  return {
    type,
    ...(party ? { actor: [actor(organizationByNumber(party.organization))] } : {}),
    ...(period ? { period } : {}),
  };
}

function consent(id: string, kind: string, policy: string, more: Partial<Consent>): Consent {
  return {
    resourceType: 'Consent',
    id,
    status: 'active',
    scope: PRIVACY,
    category: [concept(SAMPLAN.consentKind, kind)],
    patient: SUBJECT,
    dateTime: '2026-08-28',
    policyRule: concept(SAMPLAN.legalBasis, policy),
    ...more,
  };
}

/** Consent A: that a plan is made. */
export function planMade(more: Partial<Consent> = {}): Consent {
  return consent('plan-made', 'plan-made', 'PBRL2-5', {
    scope: concept('http://terminology.hl7.org/CodeSystem/consentscope', 'treatment'),
    ...more,
  });
}

/** Consent B for a party, or for everyone. */
export function access(party: Party | undefined, more: Partial<Consent> = {}): Consent {
  return consent('access', 'access', 'HPL22', { provision: provisionFor('permit', party), ...more });
}

/** The person permits a party everything but these, given as `Type/id`. */
export function accessToAllBut(party: Party, hidden: readonly string[], id = 'access'): Consent {
  const { provision, ...consent } = access(party, { id });
  const provisions = hidden.map((reference) => ({
    type: 'deny' as const,
    data: [{ meaning: 'instance' as const, reference: { reference } }],
  }));
  return { ...consent, provision: { ...provision, provision: provisions } };
}

/** Consent C: publication in a national store. */
export function publication(more: Partial<Consent> = {}): Consent {
  return consent('publication', 'publish', 'PBRL4-1', { provision: { type: 'permit' }, ...more });
}

/** Opposition D against a party, or against everyone. */
export function opposition(party: Party | undefined, more: Partial<Consent> = {}): Consent {
  const performer = [SUBJECT];
  return consent('opposition', 'opposition', 'PBRL5-3', { performer, provision: provisionFor('deny', party), ...more });
}

export function organization(id: string, number: string | undefined, partOf?: string): Organization {
  return {
    resourceType: 'Organization',
    id,
    ...(number ? { identifier: [{ system: NATIONAL.organization, value: number }] } : {}),
    ...(partOf ? { partOf: { reference: `Organization/${partOf}` } } : {}),
  };
}

export function roleAt(id: string, organizationId: string): PractitionerRole {
  return { resourceType: 'PractitionerRole', id, organization: { reference: `Organization/${organizationId}` } };
}

export function directoryOf(...entries: readonly Resource[]): ReadonlyMap<string, Resource> {
  return new Map(entries.map((entry) => [keyOf(entry), entry]));
}

/** A record whose parts all have one owner. */
export function recordWith(
  resources: readonly Resource[],
  { owner, directory = [] }: { readonly owner?: Party; readonly directory?: readonly Resource[] } = {},
): PlanRecord {
  return recordOf(
    PERSON,
    resources.map((resource) => ({ resource, owner: owner?.organization })),
    directoryOf(...directory),
  );
}

export function partIn(record: PlanRecord, resource: Resource): Part {
  const part = record.parts.get(keyOf(resource));
  if (!part) throw new Error(`${keyOf(resource)} is not in the record`);
  return part;
}

/** True when the text stands anywhere in the resource, be it a key or a value. */
export function mentions(resource: Resource, text: string): boolean {
  return JSON.stringify(asJson(resource)).includes(text);
}
