import type {
  Appointment,
  CarePlan,
  CareTeam,
  CodeableConcept,
  Consent,
  DocumentReference,
  Goal,
  Organization,
  Patient,
  Practitioner,
  PractitionerRole,
  Reference,
  ServiceRequest,
  Task,
} from '@medplum/fhirtypes';
import type { Party } from '../../src/consent/party.ts';
import { NATIONAL, SAMPLAN } from '../../src/record/systems.ts';
import { dNumber, nationalIdentityNumber } from '../demo/people/identity.ts';

/** Whom the simulated installation has agreements with, in the order in which partners are taken. */
export const PARTIES: readonly Party[] = [
  { name: 'Fjordvik kommune', organization: '310601012', sector: 'municipal' },
  { name: 'Helse Fjordvik HF', organization: '310602019', sector: 'specialist' },
  { name: 'NAV Fjordvik', organization: '310603015', sector: 'other' },
  { name: 'Fjellheim kommune', organization: '310604011', sector: 'municipal' },
  { name: 'Sykehuset Fjell HF', organization: '310604038', sector: 'specialist' },
  { name: 'Fjordvik skole', organization: '310604046', sector: 'other' },
];

const UNIT = '310601020';
const HPR = '565500012';
const CONSENT_SCOPE = 'http://terminology.hl7.org/CodeSystem/consentscope';
const PARTICIPATION = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType';
const GRADING = 'http://ehelse.no/fhir/CodeSystem/gd-address-confidentiality';

function concept(system: string, code: string): CodeableConcept {
  return { coding: [{ system, code }] };
}

function byNumber({ organization, name }: Party): Reference<Organization> {
  const identifier = { system: NATIONAL.organization, value: organization };
  return { type: 'Organization', identifier, display: name };
}

/** What a person is known by: a number, or nothing yet. */
export function numberOf(person: number, kind: 'fnr' | 'dnr'): { readonly system: string; readonly value: string } {
  const birthDate = `19${60 + (person % 30)}-0${1 + (person % 9)}-1${person % 9}`;
  return kind === 'fnr'
    ? { system: NATIONAL.birthNumber, value: nationalIdentityNumber(birthDate, 'female', person % 100) }
    : { system: NATIONAL.dNumber, value: dNumber(birthDate, 'female', person % 100) };
}

/** The surname by which the simulation finds a person at any partner. */
export function surnameOf(person: number): string {
  return `Person${person}`;
}

export function personIn({ name }: Patient): number | undefined {
  const [, number] = /^Person(\d+)$/u.exec(name?.[0]?.family ?? '') ?? [];
  return number === undefined ? undefined : Number(number);
}

export function patientOf(id: string, person: number, kinds: readonly ('fnr' | 'dnr')[]): Patient {
  return {
    resourceType: 'Patient',
    id,
    ...(kinds.length > 0 ? { identifier: kinds.map((kind) => numberOf(person, kind)) } : {}),
    name: [{ family: surnameOf(person), given: ['Ingrid'] }],
  };
}

export function withProtection(patient: Patient, isProtected: boolean): Patient {
  const security = isProtected ? [{ system: GRADING, code: 'strengtFortrolig' }] : [];
  const { security: _security, ...meta } = patient.meta ?? {};
  return { ...patient, meta: { ...meta, ...(isProtected ? { security } : {}) } };
}

/** The coordinator, her post, and the unit and municipality that it belongs to. */
export function directoryAt(index: number): readonly (Organization | Practitioner | PractitionerRole)[] {
  const at = (name: string): string => (index === 0 ? name : `d${index}-${name}`);
  const number = (value: string) => [{ system: NATIONAL.organization, value }];
  return [
    {
      resourceType: 'Organization',
      id: at('fjordvik'),
      name: 'Fjordvik',
      identifier: number(PARTIES[0]?.organization ?? ''),
    },
    {
      resourceType: 'Organization',
      id: at('unit'),
      name: `Koordinerende enhet (${index})`,
      identifier: number(UNIT),
      partOf: { reference: `Organization/${at('fjordvik')}` },
    },
    {
      resourceType: 'Practitioner',
      id: at('kari'),
      identifier: [{ system: NATIONAL.healthPersonnel, value: HPR }],
      name: [{ family: 'Holte', given: ['Kari'] }],
    },
    {
      resourceType: 'PractitionerRole',
      id: at('kari-post'),
      practitioner: { reference: `Practitioner/${at('kari')}` },
      organization: { reference: `Organization/${at('unit')}` },
    },
  ];
}

export function teamOf(id: string, subject: Reference<Patient>): CareTeam {
  return {
    resourceType: 'CareTeam',
    id,
    status: 'active',
    category: [concept(SAMPLAN.careTeamKind, 'individual-plan-team')],
    subject,
    participant: [
      { role: [concept(SAMPLAN.participantRole, 'the-person')], member: subject },
      {
        role: [concept(SAMPLAN.participantRole, 'responsible-coordinator')],
        member: { reference: 'PractitionerRole/kari-post' },
      },
    ],
  };
}

export function memberOf(party: Party): NonNullable<CareTeam['participant']>[number] {
  const roles = { municipal: 'municipal-service', specialist: 'specialist-service', other: 'nav', national: 'nav' };
  const role = roles[party.sector];
  return { role: [concept(SAMPLAN.participantRole, role)], member: byNumber(party) };
}

function consentOf(id: string, patient: Reference<Patient>, kind: string, policy: string, dateTime: string): Consent {
  return {
    resourceType: 'Consent',
    id,
    status: 'active',
    scope: concept(CONSENT_SCOPE, 'patient-privacy'),
    category: [concept(SAMPLAN.consentKind, kind)],
    patient,
    dateTime,
    performer: [patient],
    policyRule: concept(SAMPLAN.legalBasis, policy),
  };
}

export function planMadeOf(id: string, patient: Reference<Patient>, at: string): Consent {
  return {
    ...consentOf(id, patient, 'plan-made', 'PBRL4-1', at),
    scope: concept(CONSENT_SCOPE, 'treatment'),
    organization: PARTIES.slice(0, 1).map(byNumber),
  };
}

export function accessOf(id: string, patient: Reference<Patient>, to: Party, at: string, until?: string): Consent {
  return {
    ...consentOf(id, patient, 'access', 'HPL22', at),
    provision: {
      type: 'permit',
      ...(until === undefined ? {} : { period: { end: until } }),
      actor: [{ role: concept(PARTICIPATION, 'IRCP'), reference: byNumber(to) }],
    },
  };
}

export function oppositionOf(id: string, patient: Reference<Patient>, to: Party, at: string): Consent {
  return {
    ...consentOf(id, patient, 'opposition', 'PBRL5-3', at),
    provision: { type: 'deny', actor: [{ role: concept(PARTICIPATION, 'IRCP'), reference: byNumber(to) }] },
  };
}

export function goalOf(id: string, subject: Reference<Patient>, text: string): Goal {
  return { resourceType: 'Goal', id, lifecycleStatus: 'active', description: { text }, subject };
}

export function measureOf(
  id: string,
  subject: Reference<Patient>,
  plan: string,
  text: string,
  performer: Party | undefined,
): ServiceRequest {
  return {
    resourceType: 'ServiceRequest',
    id,
    status: 'active',
    intent: 'plan',
    priority: 'routine',
    code: { text },
    subject,
    basedOn: [{ reference: `CarePlan/${plan}` }],
    ...(performer ? { performer: [byNumber(performer)] } : {}),
  };
}

export function taskOf(id: string, patient: Reference<Patient>, basedOn: string, text: string): Task {
  return {
    resourceType: 'Task',
    id,
    status: 'requested',
    intent: 'plan',
    description: text,
    for: patient,
    basedOn: [{ reference: basedOn }],
  };
}

export function meetingOf(id: string, patient: Reference<Patient>, plan: string, text: string): Appointment {
  return {
    resourceType: 'Appointment',
    id,
    status: 'booked',
    description: text,
    start: '2026-12-01T09:00:00.000Z',
    end: '2026-12-01T10:00:00.000Z',
    supportingInformation: [{ reference: `CarePlan/${plan}` }],
    participant: [{ actor: patient, status: 'accepted' }],
  };
}

export function documentOf(id: string, subject: Reference<Patient>, plan: string, text: string): DocumentReference {
  return {
    resourceType: 'DocumentReference',
    id,
    status: 'current',
    description: text,
    subject,
    content: [{ attachment: { title: 'Referat', contentType: 'text/plain' } }],
    context: { related: [{ reference: `CarePlan/${plan}` }] },
  };
}

export function planOf(
  id: string,
  subject: Reference<Patient>,
  team: string,
  text: string,
  goals: readonly string[],
  measures: readonly string[],
): CarePlan {
  return {
    resourceType: 'CarePlan',
    id,
    status: 'active',
    intent: 'plan',
    category: [concept(SAMPLAN.planKind, 'individual-plan')],
    title: 'Individuell plan',
    description: text,
    subject,
    period: { start: '2026-09-01' },
    author: { reference: 'PractitionerRole/kari-post' },
    careTeam: [{ reference: `CareTeam/${team}` }],
    goal: goals.map((goal) => ({ reference: `Goal/${goal}` })),
    activity: measures.map((measure) => ({ reference: { reference: `ServiceRequest/${measure}` } })),
  };
}

/** What users set statuses to. */
export const GOAL_STATUS = ['active', 'on-hold', 'completed', 'cancelled', 'accepted'] as const;
export const MEASURE_STATUS = ['active', 'on-hold', 'completed', 'revoked'] as const;
export const TASK_STATUS = ['accepted', 'in-progress', 'completed', 'cancelled'] as const;
export const PLAN_STATUS = ['active', 'on-hold', 'active', 'completed'] as const;
