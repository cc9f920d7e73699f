import type { CarePlan, Goal, Patient, Task } from '@medplum/fhirtypes';
import type { RunSummary } from '../../../src/store/partner-memory.ts';
import type { Commit, Counterpart, Link, SetAside, Write } from '../../../src/store/store.ts';
import type { KeptSubscription } from '../../../src/store/subscription-memory.ts';
import type { Finding } from '../../../src/validation/finding.ts';

export const NOW = '2026-11-02T10:00:00.000Z';
export const PARTNER = 'ehr-west';

/** `minutes` after NOW. */
export const later = (minutes: number) => new Date(Date.parse(NOW) + minutes * 60_000).toISOString();

export const patient = (id: string, more: Partial<Patient> = {}): Patient => ({
  resourceType: 'Patient',
  id,
  meta: { lastUpdated: NOW },
  identifier: [{ system: 'urn:test:person', value: `number-${id}` }],
  ...more,
});

export const goal = (id: string, person: string, more: Partial<Goal> = {}): Goal => ({
  resourceType: 'Goal',
  id,
  meta: { lastUpdated: NOW },
  lifecycleStatus: 'active',
  description: { text: 'Bu i eigen bustad' },
  subject: { reference: `Patient/${person}` },
  ...more,
});

export const carePlan = (id: string, person: string, more: Partial<CarePlan> = {}): CarePlan => ({
  resourceType: 'CarePlan',
  id,
  meta: { lastUpdated: NOW },
  status: 'active',
  intent: 'plan',
  category: [{ coding: [{ system: 'urn:test:plan', code: 'IP' }] }],
  subject: { reference: `Patient/${person}` },
  ...more,
});

export const task = (id: string, person: string, status: Task['status'], code?: string): Task => ({
  resourceType: 'Task',
  id,
  meta: { lastUpdated: NOW },
  status,
  intent: 'order',
  for: { reference: `Patient/${person}` },
  ...(code === undefined
    ? {}
    : { code: { coding: [{ system: 'http://samplan.no/fhir/CodeSystem/conflict-kind', code }] } }),
});

/** The first version of a part of a person's record. */
export const first = (resource: Write['resource'], record: string): Write => ({ resource, version: 1, record });

export const link = (person: string, more: Partial<Link> = {}): Link => ({
  person,
  partner: PARTNER,
  standing: 'in-step',
  attempts: 0,
  ...more,
});

export const counterpart = (id: string, more: Partial<Counterpart> = {}): Counterpart => ({
  partner: PARTNER,
  type: 'Goal',
  id,
  frozen: false,
  ...more,
});

export const finding = (severity: Finding['severity']): Finding => ({
  severity,
  code: 'required',
  rule: 'cardinality-min',
  path: 'CarePlan.activity[2].detail.status',
  profile: 'http://samplan.no/fhir/StructureDefinition/plan',
  element: 'CarePlan.activity.detail.status',
  reference: 'FHIR R4 CarePlan',
  expected: '1',
  found: '0',
  message: { nb: 'Status mangler.', nn: 'Status manglar.', en: 'Status is missing.' },
  action: { nb: 'Send status.', nn: 'Send status.', en: 'Send a status.' },
});

export const setAside = (person: string, more: Partial<SetAside> = {}): SetAside => ({
  partner: PARTNER,
  person,
  resources: [{ type: 'CarePlan', peerId: '7', version: '3', resource: { resourceType: 'CarePlan', odd: [1, null] } }],
  findings: [finding('error'), finding('warning')],
  since: NOW,
  ...more,
});

/** What a pass came to that found nothing to do. */
export const run = (id: string, more: Partial<RunSummary> = {}): RunSummary => ({
  id,
  partner: PARTNER,
  kind: 'pass',
  outcome: 'completed',
  started: NOW,
  epoch: 1,
  pulled: 0,
  admitted: 0,
  merged: 0,
  setAside: 0,
  conflicts: 0,
  deleted: 0,
  notVisible: 0,
  delivered: 0,
  held: 0,
  blocked: 0,
  requests: 18,
  durationMs: 40,
  phases: { ask: 40 },
  notices: [],
  ...more,
});

/** A commit that says something of everything, for a person that nothing is known of yet. */
export const everything = (person: string): Commit => ({
  writes: [first(patient(person), person), first(goal(`goal-${person}`, person), person)],
  identifiers: [{ system: 'urn:test:person', value: `number-${person}`, person }],
  links: [link(person)],
  counterparts: [counterpart(`goal-${person}`, { person, peerId: `peer-${person}` })],
  seen: [{ partner: PARTNER, type: 'Goal', peerId: `peer-${person}`, version: '1' }],
  setAside: [setAside(person)],
});

/** A subscription that was just made. */
export const kept = (id: string, more: Partial<KeptSubscription> = {}): KeptSubscription => ({
  id,
  organization: '310601012',
  revision: 1,
  resource: {
    resourceType: 'Subscription',
    status: 'requested',
    reason: 'r',
    criteria: 'c',
    channel: { type: 'rest-hook', header: ['Authorization: secret'] },
  },
  base: 'https://samplan.example.no/fhir',
  status: 'requested',
  version: 1,
  lastUpdated: NOW,
  isReady: false,
  configuration: '',
  looked: 0,
  numbered: 0,
  delivered: 0,
  isGreeted: false,
  attempts: 0,
  ...more,
});
