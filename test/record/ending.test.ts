import { describe, expect, test } from '@jest/globals';
import type {
  CarePlan,
  CarePlanActivity,
  CareTeam,
  CareTeamParticipant,
  Condition,
  Encounter,
  Observation,
  Resource,
  Task,
} from '@medplum/fhirtypes';
import { alongside, ended, endingsOf, isEnding, isOver, mayEnd } from '../../src/record/ending.ts';
import { recordOf } from '../../src/record/record.ts';
import { CUSTODIAN, SAMPLAN } from '../../src/record/systems.ts';
import {
  AT,
  access,
  concept,
  condition,
  coordinatorFrom,
  document,
  FJORDVIK,
  GRANLI,
  goal,
  measure,
  meeting,
  minutes,
  NAV,
  opposition,
  organizationByNumber,
  patient,
  plan,
  planMade,
  relative,
  TRUST,
  team,
} from './fixtures.ts';

const task = (status: Task['status']): Task => ({ resourceType: 'Task', id: 't', status, intent: 'plan' });
const encounter = (status: Encounter['status']): Encounter => ({
  resourceType: 'Encounter',
  id: 'e',
  status,
  class: { code: 'AMB' },
});
const observation = (status: Observation['status']): Observation => ({
  resourceType: 'Observation',
  id: 'o',
  status,
  code: { text: 'Søvn' },
});
const verified = (code: string): Condition['verificationStatus'] & object =>
  concept('http://terminology.hl7.org/CodeSystem/condition-ver-status', code);

const activity = (id: string, status: 'scheduled' | 'in-progress' | 'cancelled'): CarePlanActivity => ({
  id,
  detail: { status, description: id },
});
const member = (organization: string, period?: CareTeamParticipant['period']): CareTeamParticipant => ({
  role: [concept(SAMPLAN.participantRole, 'specialist-service')],
  member: organizationByNumber(organization),
  ...(period ? { period } : {}),
});

describe('what ends', () => {
  test.each<readonly [string, Resource, Resource, unknown]>([
    ['a plan', plan(), plan('plan', { status: 'revoked' }), ['status']],
    ['a measure', measure(), measure('measure', { status: 'revoked' }), ['status']],
    ['a task', task('accepted'), task('cancelled'), ['status']],
    ['a goal', goal(), goal('goal', { lifecycleStatus: 'cancelled' }), ['lifecycleStatus']],
    ['a meeting', meeting(), meeting('meeting', { status: 'cancelled' }), ['status']],
    ['a meeting held', encounter('in-progress'), encounter('cancelled'), ['status']],
    ['a team', team(), team('team', { status: 'inactive' }), ['status']],
    ['an opposition', opposition(TRUST), opposition(TRUST, { status: 'inactive' }), ['status']],
    ['a relative', relative('r', { active: true }), relative('r', { active: false }), ['active']],
    ['an observation', observation('final'), observation('entered-in-error'), ['status']],
    [
      'a condition',
      condition('c', { verificationStatus: verified('confirmed') }),
      condition('c', { verificationStatus: { ...verified('entered-in-error'), text: 'Feilført' } }),
      ['verificationStatus'],
    ],
    ['a document', document(), document('document', { status: 'entered-in-error' }), ['status']],
    [
      'minutes',
      minutes('minutes', { status: 'preparation' }),
      minutes('minutes', { status: 'entered-in-error' }),
      ['status'],
    ],
    ['what was done already', measure('m', { status: 'completed' }), measure('m', { status: 'revoked' }), ['status']],
  ])('%s', (_, before, after, path) => {
    expect(endingsOf(before, after).map((edit) => edit.path)).toEqual([path]);
    expect(isOver(after)).toBe(true);
  });

  const [own, other] = [member(TRUST.organization), member(NAV.organization)];
  const teamOf = (...participant: readonly CareTeamParticipant[]): CareTeam =>
    team('team', { participant: [...participant] });
  const planOf = (...list: readonly CarePlanActivity[]): CarePlan => plan('plan', { activity: [...list] });

  test.each<readonly [string, Resource, Resource, number]>([
    ['a participant taken out', teamOf(own, other), teamOf(own), 1],
    ['every participant taken out', teamOf(own, other), team(), 2],
    ['a participant whose period ends', teamOf(own), teamOf(member(TRUST.organization, { end: '2026-11-30' })), 1],
    [
      'a participant whose period ends earlier',
      teamOf(member(TRUST.organization, { end: '2026-12-31' })),
      teamOf(member(TRUST.organization, { end: '2026-11-30' })),
      1,
    ],
    [
      'a goal taken out',
      plan('plan', { goal: [{ reference: 'Goal/a' }, { reference: 'Goal/b' }] }),
      plan('plan', { goal: [{ reference: 'Goal/b' }] }),
      1,
    ],
    [
      'an activity taken out',
      planOf(activity('a', 'scheduled'), activity('b', 'scheduled')),
      planOf(activity('a', 'scheduled')),
      1,
    ],
    ['an activity cancelled', planOf(activity('a', 'scheduled')), planOf(activity('a', 'cancelled')), 1],
    [
      'an activity without identity cancelled',
      planOf({ detail: { status: 'scheduled' } } as CarePlanActivity),
      planOf({ detail: { status: 'cancelled' } } as CarePlanActivity),
      1,
    ],
    [
      'a participant whose period lasts longer',
      teamOf(member(TRUST.organization, { end: '2026-11-30' })),
      teamOf(member(TRUST.organization, { end: '2026-12-31' })),
      0,
    ],
    ['a participant who begins', teamOf(own), teamOf(member(TRUST.organization, { start: '2026-11-01' })), 0],
    ['a participant who joins', teamOf(own), teamOf(own, other), 0],
    ['an activity that goes on', planOf(activity('a', 'scheduled')), planOf(activity('a', 'in-progress')), 0],
    ['a measure that is done', measure(), measure('measure', { status: 'completed' }), 0],
    ['a measure taken up again', measure('m', { status: 'revoked' }), measure('m', { status: 'active' }), 0],
    ['a goal with another text', goal(), goal('goal', { description: { text: 'Ny' } }), 0],
    ['an access withdrawn', access(TRUST), access(TRUST, { status: 'inactive' }), 1],
    ['an access refused', access(TRUST), access(TRUST, { status: 'rejected' }), 0],
    ['a person', patient({ active: true }), patient({ active: false }), 0],
  ])('%s: %#', (_, before, after, count) => {
    expect(endingsOf(before, after)).toHaveLength(count);
  });

  test('is also told of an edit by itself', () => {
    expect(isEnding('Goal', { path: ['lifecycleStatus'], before: 'active', after: 'cancelled' })).toBe(true);
    expect(isEnding('Goal', { path: ['lifecycleStatus'], before: 'cancelled', after: 'cancelled' })).toBe(false);
    expect(
      isEnding('CarePlan', { path: ['goal', { key: 'Goal/a' }], before: { reference: 'Goal/a' }, after: undefined }),
    ).toBe(true);
    expect(isEnding('Goal', { path: ['description', 'text'], before: 'x', after: undefined })).toBe(false);
  });
});

describe('an organization may end at once', () => {
  const parts: readonly (readonly [Resource, string])[] = [
    [
      plan('plan', {
        goal: [{ reference: 'Goal/trusts' }, { reference: 'Goal/goal' }],
        activity: [
          { reference: { reference: 'ServiceRequest/trusts' } },
          { reference: { reference: 'ServiceRequest/measure' } },
          { id: 'inline', detail: { status: 'scheduled', performer: [organizationByNumber(TRUST.organization)] } },
          {
            id: 'stated',
            extension: [{ url: SAMPLAN.partOwner, valueReference: organizationByNumber(NAV.organization) }],
            detail: { status: 'scheduled', performer: [organizationByNumber(TRUST.organization)] },
          },
        ],
      }),
      GRANLI.organization,
    ],
    [goal('trusts'), TRUST.organization],
    [measure('trusts'), TRUST.organization],
    [goal(), FJORDVIK.organization],
    [measure(), FJORDVIK.organization],
    [
      team('team', { participant: [coordinatorFrom(FJORDVIK.organization), member(TRUST.organization)] }),
      FJORDVIK.organization,
    ],
  ];
  const record = recordOf(
    'ingrid',
    parts.map(([resource, owner]) => ({ resource, owner })),
    new Map(),
  );
  const may = (key: string, path: readonly (string | { readonly key: string })[], organization: string): boolean =>
    mayEnd(
      record,
      record.parts.get(key)?.resource as Resource,
      { path, before: 1, after: undefined },
      organization,
      AT,
    );

  const trustMember = {
    key: `urn:oid:2.16.578.1.12.4.1.4.101|${TRUST.organization} ${SAMPLAN.participantRole}|specialist-service`,
  };

  test.each<readonly [string, string, readonly (string | { readonly key: string })[], string, boolean]>([
    ['its own measure', 'ServiceRequest/trusts', ['status'], TRUST.organization, true],
    ['another’s measure', 'ServiceRequest/measure', ['status'], TRUST.organization, false],
    ['the plan it coordinates', 'CarePlan/plan', ['status'], FJORDVIK.organization, true],
    ['a plan it only made', 'CarePlan/plan', ['status'], GRANLI.organization, false],
    ['its own taking part', 'CareTeam/team', ['participant', trustMember], TRUST.organization, true],
    [
      'its own taking part, by a date',
      'CareTeam/team',
      ['participant', trustMember, 'period', 'end'],
      TRUST.organization,
      true,
    ],
    ['another’s taking part', 'CareTeam/team', ['participant', trustMember], NAV.organization, false],
    ['anyone’s taking part in its team', 'CareTeam/team', ['participant', trustMember], FJORDVIK.organization, true],
    ['its own goal’s place in the plan', 'CarePlan/plan', ['goal', { key: 'Goal/trusts' }], TRUST.organization, true],
    ['another goal’s place in the plan', 'CarePlan/plan', ['goal', { key: 'Goal/goal' }], TRUST.organization, false],
    [
      'its own measure’s place',
      'CarePlan/plan',
      ['activity', { key: 'ServiceRequest/trusts' }],
      TRUST.organization,
      true,
    ],
    [
      'another measure’s place',
      'CarePlan/plan',
      ['activity', { key: 'ServiceRequest/measure' }],
      TRUST.organization,
      false,
    ],
    [
      'an inline activity that it performs',
      'CarePlan/plan',
      ['activity', { key: '#inline' }, 'detail', 'status'],
      TRUST.organization,
      true,
    ],
    ['one that says whose it is', 'CarePlan/plan', ['activity', { key: '#stated' }], NAV.organization, true],
    ['one that says it is another’s', 'CarePlan/plan', ['activity', { key: '#stated' }], TRUST.organization, false],
    ['the whole list of activities', 'CarePlan/plan', ['activity'], TRUST.organization, false],
  ])('%s', (_, key, path, organization, expected) => {
    expect(may(key, path, organization)).toBe(expected);
  });

  test.each<readonly [string, Resource, boolean]>([
    ['what she permitted', access(TRUST), true],
    ['that a plan is made', planMade(), true],
    ['what she opposes', opposition(TRUST), false],
  ])('%s, when she says so there', (_, consent, expected) => {
    const whole = recordOf('ingrid', [{ resource: consent, owner: FJORDVIK.organization }], new Map());
    const end = { path: ['status'], before: 'active', after: 'inactive' };
    expect(mayEnd(whole, consent, end, TRUST.organization, AT)).toBe(expected);
    expect(mayEnd(whole, consent, end, FJORDVIK.organization, AT)).toBe(true);
  });

  test('what a plan says by its custodian changes nothing of who coordinates', () => {
    const stated = plan('plan', {
      extension: [{ url: CUSTODIAN, valueReference: organizationByNumber(NAV.organization) }],
    });
    expect(mayEnd(record, stated, { path: ['status'], before: 'active', after: 'revoked' }, NAV.organization, AT)).toBe(
      false,
    );
  });
});

describe('a part as it is once it has ended', () => {
  test.each<readonly [Resource, object]>([
    [plan(), { status: 'revoked' }],
    [measure(), { status: 'revoked' }],
    [goal(), { lifecycleStatus: 'cancelled' }],
    [task('accepted'), { status: 'cancelled' }],
    [meeting(), { status: 'cancelled' }],
    [encounter('in-progress'), { status: 'cancelled' }],
    [team(), { status: 'inactive' }],
    [access(TRUST), { status: 'inactive' }],
    [relative(), { active: false }],
    [document(), { status: 'entered-in-error' }],
    [minutes('m', { status: 'preparation' }), { status: 'entered-in-error' }],
    [observation('final'), { status: 'entered-in-error' }],
  ])('%#', (before, expected) => {
    expect(ended(before)).toEqual({ ...before, ...expected });
  });

  test('of a condition has no clinical status beside its end', () => {
    const clinicalStatus = concept('http://terminology.hl7.org/CodeSystem/condition-clinical', 'active');
    const now = ended(condition('c', { clinicalStatus }));
    expect(now).toEqual(condition('c', { verificationStatus: verified('entered-in-error') }));
    expect(alongside('Condition', { path: ['verificationStatus'], before: undefined, after: undefined })).toEqual([
      ['clinicalStatus'],
    ]);
  });

  test('is itself where it is over already: what is done stays done', () => {
    for (const done of [
      measure('m', { status: 'completed' }),
      goal('g', { lifecycleStatus: 'completed' }),
      minutes(),
      planMade({ status: 'rejected' }),
    ]) {
      expect(ended(done)).toBe(done);
    }
  });

  test('is none of a person', () => {
    expect(ended(patient())).toBeUndefined();
  });
});
