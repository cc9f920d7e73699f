import { describe, expect, test } from '@jest/globals';
import type {
  AuditEvent,
  CareTeamParticipant,
  Consent,
  Patient,
  Period,
  Practitioner,
  Resource,
} from '@medplum/fhirtypes';
import { LAW, lacksOf } from '../../src/law/table.ts';
import { type PlanRecord, recordOf } from '../../src/record/record.ts';
import { NATIONAL, SAMPLAN } from '../../src/record/systems.ts';
import {
  AT,
  access,
  concept,
  coordinatorFrom,
  directoryOf,
  FJORDVIK,
  goal,
  measure,
  needReport,
  opposition,
  organizationByNumber,
  patient,
  plan,
  planMade,
  TRUST,
  team,
} from '../record/fixtures.ts';

const MEMBERS = [FJORDVIK, TRUST];
const period = { start: '2026-09-01' };

/** A participant by a role; `of` an organization, or a member of its own. */
function participant(
  role: string,
  of: string | NonNullable<CareTeamParticipant['member']>,
  during?: Period,
): CareTeamParticipant {
  const member = typeof of === 'string' ? organizationByNumber(of) : of;
  return { role: [concept(SAMPLAN.participantRole, role)], member, ...(during ? { period: during } : {}) };
}

const inTeam = (...all: readonly CareTeamParticipant[]): Resource => team('team', { participant: [...all] });
const municipal = coordinatorFrom(FJORDVIK.organization);
const specialist = coordinatorFrom(TRUST.organization);
const child: Patient = patient({ birthDate: '2018-03-01' });
const revisedOn = (day: string) => ({
  extension: [{ url: SAMPLAN.profile('next-revision'), valueDate: day }],
});
const ofChild = (role: string, member: string): CareTeamParticipant =>
  participant(role, { reference: `PractitionerRole/${member}` });
const personnel = (identifier?: Practitioner['identifier']): Practitioner => ({
  resourceType: 'Practitioner',
  id: 'hege',
  ...(identifier ? { identifier } : {}),
});
const trustCoordinator: CareTeamParticipant = {
  ...participant('coordinator', { reference: 'Practitioner/hege' }),
  onBehalfOf: organizationByNumber(TRUST.organization),
};
const decisionCase = (businessStatus?: string): Resource => ({
  resourceType: 'Task',
  id: 'decision',
  status: 'in-progress',
  intent: 'order',
  code: concept(SAMPLAN.caseKind, 'decision'),
  focus: { reference: 'ServiceRequest/measure' },
  ...(businessStatus ? { businessStatus: concept(SAMPLAN.caseStatus, businessStatus) } : {}),
});
const needCase = (businessStatus: string, end?: string): Resource => ({
  resourceType: 'Task',
  id: 'case',
  status: 'received',
  intent: 'order',
  code: concept(SAMPLAN.caseKind, 'need'),
  focus: { reference: 'ServiceRequest/need-report' },
  businessStatus: concept(SAMPLAN.caseStatus, businessStatus),
  ...(end ? { restriction: { period: { end } } } : {}),
});
const report = (more = {}) => needReport('need-report', { authoredOn: '2026-11-20', ...more });
const guardian = (start: string | undefined, ...roles: readonly string[]): CareTeamParticipant => ({
  role: roles.map((role) => concept(SAMPLAN.participantRole, role)),
  member: organizationByNumber('310603015'),
  ...(start ? { period: { start } } : {}),
});
const dead = patient({ deceasedDateTime: '2026-11-20T04:00:00+01:00' });
const byParent: Partial<Consent> = { performer: [{ reference: 'RelatedPerson/mother' }] };

interface Situation {
  readonly parts: readonly Resource[];
  readonly before?: readonly Resource[];
  readonly directory?: readonly Resource[];
  /** Organization number of every part's owner. */
  readonly owner?: string;
  readonly at?: string;
  /** Days on which it was read in an emergency, and nobody has looked at. */
  readonly unreviewed?: readonly string[];
}

interface Example extends Situation {
  readonly title: string;
  /** The day by which it is owed, `null` for without delay; absent where nothing is. */
  readonly due?: string | null;
}

const kept = (title: string, parts: readonly Resource[], more: Partial<Situation> = {}): Example => ({
  title,
  parts,
  ...more,
});
const owed = (
  title: string,
  due: string | null,
  parts: readonly Resource[],
  more: Partial<Situation> = {},
): Example => ({ title, due, parts, ...more });

const EXAMPLES: Readonly<Record<string, readonly Example[]>> = {
  'plan-made-consent': [kept('consented', [plan(), planMade()]), owed('not consented', null, [plan()])],
  'plan-period': [kept('a start', [plan('plan', { period })]), owed('no start', null, [plan()])],
  'one-active-plan': [
    kept('one is over', [plan('a'), plan('b', { status: 'completed' })]),
    owed('two', null, [plan('a'), plan('b')]),
  ],
  'plan-revision': [
    kept('a draft', [plan('plan', { status: 'draft', period, ...revisedOn('2026-12-01') })]),
    kept('a plan that says nothing of when', [plan()]),
    owed('a day that is stated', '2026-12-01', [plan('plan', { period, ...revisedOn('2026-12-01') })]),
    owed('a year after its start', '2027-09-01', [plan('plan', { period })]),
  ],
  'own-goal-answered': [
    kept('accepted', [goal('goal', { expressedBy: { reference: 'Patient/ingrid' }, lifecycleStatus: 'accepted' })]),
    kept('proposed by another', [
      goal('goal', { expressedBy: { reference: 'Practitioner/kari' }, lifecycleStatus: 'proposed' }),
    ]),
    owed('proposed by her', '2026-12-04', [
      goal('goal', {
        expressedBy: { reference: 'Patient/ingrid' },
        lifecycleStatus: 'proposed',
        statusDate: '2026-11-20',
      }),
    ]),
    owed('proposed by her, and nobody knows when', null, [
      goal('goal', { expressedBy: { reference: 'Patient/ingrid' }, lifecycleStatus: 'proposed' }),
    ]),
  ],
  'decision-stated': [
    kept('granted', [measure(), decisionCase('granted')]),
    kept('refused, and ended', [measure('measure', { status: 'revoked' }), decisionCase('refused')]),
    kept('refused, and only proposed', [measure('measure', { intent: 'proposal' }), decisionCase('refused')]),
    kept('a measure that needs none', [measure()]),
    owed('a case that does not say', null, [measure(), decisionCase()]),
    owed('carried out though refused', null, [measure(), decisionCase('refused')]),
  ],
  'responsible-coordinator': [
    kept('one', [plan(), inTeam(municipal)]),
    kept('others beside her', [plan(), inTeam(municipal, participant('coordinator', TRUST.organization))]),
    owed('none', null, [plan(), inTeam()]),
    owed('two', null, [plan(), inTeam(municipal, specialist)]),
  ],
  'municipality-coordinates': [
    kept('the municipality does', [plan(), inTeam(municipal, participant('specialist-service', TRUST.organization))]),
    kept('the trust does, alone', [plan(), inTeam(specialist)]),
    owed('the trust does, and the municipality takes part', null, [
      plan(),
      inTeam(specialist, participant('municipal-service', FJORDVIK.organization)),
    ]),
  ],
  'child-coordinator-leads': [
    kept('she is the responsible one', [
      child,
      inTeam({
        ...ofChild('child-coordinator', 'lise'),
        role: ['child-coordinator', 'responsible-coordinator'].map((role) => concept(SAMPLAN.participantRole, role)),
      }),
    ]),
    kept('the person is grown up', [
      patient({ birthDate: '2008-11-22' }),
      inTeam(ofChild('child-coordinator', 'lise'), ofChild('responsible-coordinator', 'kari')),
    ]),
    owed('another is', null, [
      child,
      inTeam(ofChild('child-coordinator', 'lise'), ofChild('responsible-coordinator', 'kari')),
    ]),
  ],
  'child-coordinator-ends': [
    kept('ends before', [
      child,
      inTeam(participant('child-coordinator', FJORDVIK.organization, { end: '2036-02-01' })),
    ]),
    kept('no child coordinator', [child, inTeam(municipal)]),
    owed('goes on', '2036-03-01', [child, inTeam(participant('child-coordinator', FJORDVIK.organization))]),
  ],
  'trust-coordinator-personnel': [
    kept('with an HPR number', [inTeam(trustCoordinator)], {
      directory: [personnel([{ system: NATIONAL.healthPersonnel, value: '565500063' }])],
    }),
    kept('a coordinator of the municipality', [inTeam(municipal)]),
    owed('without one', null, [inTeam(trustCoordinator)], { directory: [personnel()] }),
  ],
  'consent-at-age': [
    kept('given after the birthday', [patient({ birthDate: '2010-08-01' }), planMade(byParent)]),
    kept('her own word', [
      patient({ birthDate: '2010-11-19' }),
      planMade({ performer: [{ reference: 'Patient/ingrid' }] }),
    ]),
    kept('an opposition', [patient({ birthDate: '2010-11-19' }), opposition(TRUST, byParent)]),
    kept('a withdrawn one', [patient({ birthDate: '2010-11-19' }), planMade({ ...byParent, status: 'inactive' })]),
    kept('the day before', [patient({ birthDate: '2010-11-23' }), planMade({ ...byParent, dateTime: '2026-01-01' })]),
    kept('asked anew since', [
      patient({ birthDate: '2010-11-19' }),
      planMade(byParent),
      planMade({ id: 'newer', dateTime: '2026-11-20', performer: [{ reference: 'Patient/ingrid' }] }),
    ]),
    owed('turned 12', '2027-02-16', [patient({ birthDate: '2014-11-19' }), planMade(byParent)]),
    owed('turned 16 three days ago', '2026-12-18', [patient({ birthDate: '2010-11-19' }), planMade(byParent)]),
    owed('turned 18', '2026-12-18', [patient({ birthDate: '2008-11-19' }), planMade(byParent)]),
    owed('no word of who gave it', '2026-12-21', [patient({ birthDate: '2010-11-22' }), planMade()]),
  ],
  'consent-under-guardian': [
    kept('given since', [inTeam(guardian('2026-08-01', 'guardian')), planMade()]),
    kept('one that was there before', [inTeam(guardian(undefined, 'guardian')), planMade()]),
    owed('given before', '2026-12-01', [inTeam(guardian('2026-11-01', 'guardian')), planMade()]),
  ],
  'consent-under-child-welfare': [
    kept('child welfare takes part only', [inTeam(guardian('2026-11-01', 'child-welfare')), planMade()]),
    kept('given since', [inTeam(guardian('2026-08-01', 'guardian', 'child-welfare')), planMade()]),
    owed('given before', '2026-12-01', [inTeam(guardian('2026-11-01', 'guardian', 'child-welfare')), planMade()]),
  ],
  'consent-ends': [
    kept('has no end', [access(TRUST)]),
    kept('was withdrawn', [access(TRUST, { status: 'inactive', provision: { period: { end: '2026-12-31' } } })]),
    kept('of somebody dead', [dead, access(TRUST, { provision: { period: { end: '2026-12-31' } } })]),
    owed('has one', '2026-12-31', [access(TRUST, { provision: { period: { end: '2026-12-31' } } })]),
  ],
  'need-answered': [
    kept('offered', [report(), needCase('offered')]),
    kept('refused', [report(), needCase('refused')]),
    kept('over', [report({ status: 'completed' })]),
    kept('somebody coordinates', [report(), inTeam(municipal)]),
    owed('received', '2026-12-04', [report(), needCase('received')]),
    owed('the term of its case', '2026-11-30', [report(), needCase('received', '2026-11-30')]),
    owed('neither date nor case', null, [needReport()]),
  ],
  'need-reported': [
    kept('reported', [plan('plan', { status: 'draft' }), needReport()], { owner: TRUST.organization }),
    kept('the municipality takes part', [plan(), inTeam(municipal)], { owner: TRUST.organization }),
    kept('a plan of the municipality', [plan()], { owner: FJORDVIK.organization }),
    kept('a plan that is over', [plan('plan', { status: 'revoked' })], { owner: TRUST.organization }),
    owed('a plan of the trust alone', null, [plan('plan', { status: 'draft' })], { owner: TRUST.organization }),
    owed(
      'reported to the trust’s own unit only',
      null,
      [
        plan('plan', { status: 'draft' }),
        needReport('need-report', { performer: [organizationByNumber(TRUST.organization)] }),
      ],
      { owner: TRUST.organization },
    ),
  ],
  'closed-by-death': [
    kept('the plan stands', [dead, plan()], { before: [dead, plan()] }),
    kept('the death itself', [dead, plan('plan', { status: 'completed' })], { before: [patient(), plan()] }),
    kept('a consent is withdrawn', [dead, planMade({ status: 'inactive' })], { before: [dead, planMade()] }),
    kept('the death was an error', [patient(), plan('plan', { title: 'B' })], { before: [dead, plan()] }),
    owed('a change', null, [dead, plan('plan', { title: 'B' })], { before: [dead, plan()] }),
    owed('a new measure', null, [dead, measure()], { before: [dead] }),
  ],
  'record-kept': [
    kept('lives', [patient(), plan()]),
    owed('dead', '2036-11-20', [dead, plan('plan', { status: 'completed' })]),
    owed('on a leap day', '2034-02-28', [patient({ deceasedDateTime: '2024-02-29' }), plan()]),
  ],
  'emergency-review': [
    kept('nothing read in an emergency', [plan()]),
    owed('read, and nobody has looked', '2026-11-29', [plan()], { unreviewed: ['2026-11-22'] }),
    owed('read of somebody who died', '2026-12-06', [dead, plan()], { unreviewed: ['2026-11-29'] }),
  ],
};

const recordOfParts = ({ parts, directory = [], owner }: Situation): PlanRecord =>
  recordOf(
    'ingrid',
    parts.map((resource) => ({ resource, owner })),
    directoryOf(...directory),
  );

describe.each(LAW)('$key', (rule) => {
  const examples = EXAMPLES[rule.key] ?? [];

  test('is shown kept and broken', () => {
    expect(new Set(examples.map(({ due }) => due === undefined))).toEqual(new Set([true, false]));
  });

  test.each(examples)('$title', ({ due, before, ...situation }) => {
    const lacks = lacksOf(
      {
        record: recordOfParts(situation),
        at: situation.at ?? AT,
        before: before && recordOfParts({ ...situation, parts: before }),
        members: MEMBERS,
        unreviewed: (situation.unreviewed ?? []).map((day) => ({
          reading: { resourceType: 'AuditEvent', id: 'e1' } as AuditEvent,
          day,
          controller: FJORDVIK.organization,
        })),
      },
      [rule],
    );
    expect(lacks.map((lack) => lack.due ?? null)).toEqual(due === undefined ? [] : [due]);
  });
});

test('no example is about a rule that is not there', () => {
  expect(Object.keys(EXAMPLES)).toEqual(LAW.map(({ key }) => key));
});

test('a rule is law from its first day to its last, in Norwegian time', () => {
  const [any] = LAW;
  if (!any) throw new Error('no law');
  const rule = { ...any, validFrom: '2026-11-22', validTo: '2026-11-22', lacks: () => [{ about: plan(), found: 'x' }] };
  const found = (at: string): number =>
    lacksOf({ record: recordOfParts({ parts: [] }), at, before: undefined, members: [] }, [rule]).length;
  expect(found('2026-11-21T22:59:59.999Z')).toBe(0);
  expect(found('2026-11-21T23:00:00.000Z')).toBe(1);
  expect(found('2026-11-22T22:59:59.999Z')).toBe(1);
  expect(found('2026-11-22T23:00:00.000Z')).toBe(0);
});
