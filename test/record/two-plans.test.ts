import { describe, expect, test } from '@jest/globals';
import type { CarePlan, Goal, Resource, ServiceRequest } from '@medplum/fhirtypes';
import { keyOf, recordOf } from '../../src/record/record.ts';
import { SAMPLAN } from '../../src/record/systems.ts';
import { onlyOf, type PlanClaim, planOfRecord, recordsOwn, rivalPlans } from '../../src/record/two-plans.ts';

const IP: CarePlan['category'] = [{ coding: [{ system: SAMPLAN.planKind, code: 'individual-plan' }] }];
const plan = (id: string, more: Partial<CarePlan> = {}): CarePlan => ({
  resourceType: 'CarePlan',
  id,
  status: 'active',
  intent: 'plan',
  category: IP,
  subject: {},
  ...more,
});
const goal = (id: string): Goal => ({
  resourceType: 'Goal',
  id,
  lifecycleStatus: 'active',
  description: { text: id },
  subject: {},
});
const measure = (id: string, of: string): ServiceRequest => ({
  resourceType: 'ServiceRequest',
  id,
  status: 'active',
  intent: 'plan',
  subject: {},
  basedOn: [{ reference: `CarePlan/${of}` }],
});
const record = (...resources: readonly Resource[]) =>
  recordOf(
    'p',
    resources.map((resource) => ({ resource })),
    new Map(),
  );

describe('rival plans', () => {
  test.each<[string, readonly CarePlan[], readonly string[]]>([
    ['one active plan', [plan('a')], []],
    ['two active ones', [plan('a'), plan('b')], ['a', 'b']],
    ['an active one and a draft', [plan('a'), plan('b', { status: 'draft' })], ['a', 'b']],
    ['an active one and one on hold', [plan('a'), plan('b', { status: 'on-hold' })], ['a', 'b']],
    ['two drafts', [plan('a', { status: 'draft' }), plan('b', { status: 'draft' })], []],
    ['an active one and one that is over', [plan('a'), plan('b', { status: 'completed' })], []],
    ['an active one and its sub-plan', [plan('a'), plan('b', { partOf: [{ reference: 'CarePlan/a' }] })], []],
    ['an active one and a plan of another kind', [plan('a'), plan('b', { category: [{ text: 'x' }] })], []],
  ])('of %s', (_, plans, expected) => {
    expect(rivalPlans(record(...plans)).map(({ id }) => id)).toEqual(expected);
  });

  test('the record’s is the active one, else one that is not over', () => {
    expect(planOfRecord(record(plan('a', { status: 'draft' }), plan('b')))?.id).toBe('b');
    expect(planOfRecord(record(plan('a', { status: 'completed' }), plan('b', { status: 'draft' })))?.id).toBe('b');
    expect(planOfRecord(record(plan('a', { status: 'revoked' })))).toBeUndefined();
  });
});

describe('of several plans the record’s', () => {
  const claim = (id: string, more: Partial<PlanClaim> & { readonly as?: Partial<CarePlan> } = {}): PlanClaim => ({
    plan: plan(id, more.as),
    sector: 'sector' in more ? more.sector : 'municipal',
    place: 'place' in more ? more.place : `Fjordvik|${id}`,
  });
  const early = { period: { start: '2026-01-01' } };
  const late = { period: { start: '2026-02-01' } };

  test.each<[string, PlanClaim, PlanClaim]>([
    ['is active rather than a draft', claim('w', { sector: 'other' }), claim('l', { as: { status: 'draft' } })],
    ['was written here', claim('w', { place: undefined, sector: undefined }), claim('l')],
    ['is the municipality’s', claim('w', { as: late }), claim('l', { sector: 'specialist', as: early })],
    [
      'is the trust’s rather than another’s',
      claim('w', { sector: 'specialist', as: late }),
      claim('l', { sector: undefined, as: early }),
    ],
    ['began earlier', claim('w', { as: early }), claim('l', { as: late })],
    ['has begun at all', claim('w', { as: late }), claim('l')],
    [
      'has the smaller identifier',
      claim('w', { as: { identifier: [{ system: 'urn:x', value: '1' }] } }),
      claim('l', { as: { identifier: [{ system: 'urn:x', value: '2' }] } }),
    ],
    [
      'is no copy of the other',
      claim('w', { sector: 'specialist', as: { status: 'draft' } }),
      claim('l', { as: { identifier: [{ system: 'urn:ietf:rfc:3986', value: 'urn:uuid:w' }] } }),
    ],
    ['stands at the first place', claim('w', { place: 'A|9' }), claim('l', { place: 'B|1' })],
  ])('%s, whichever came first', (_, winner, loser) => {
    expect(recordsOwn([winner, loser])).toBe(winner);
    expect(recordsOwn([loser, winner])).toBe(winner);
  });
});

describe('what hangs on a plan alone', () => {
  const other = plan('other', { goal: [{ reference: 'Goal/shared' }] });
  const own = plan('own', {
    goal: [{ reference: 'Goal/shared' }, { reference: 'Goal/own' }],
    careTeam: [{ reference: 'CareTeam/team' }],
  });
  const team: Resource = {
    resourceType: 'CareTeam',
    id: 'team',
    category: [{ coding: [{ system: SAMPLAN.careTeamKind, code: 'individual-plan-team' }] }],
  };
  const all: readonly Resource[] = [
    { resourceType: 'Patient', id: 'p' },
    team,
    other,
    own,
    goal('shared'),
    goal('own'),
    measure('of-own', 'own'),
    measure('of-other', 'other'),
    plan('part', { partOf: [{ reference: 'CarePlan/own' }], goal: [{ reference: 'Goal/of-part' }] }),
    goal('of-part'),
  ];

  test('is its goals, measures and sub-plans: not the person, the team, or what another plan leads to as well', () => {
    expect([...onlyOf(own, all)].sort()).toEqual(
      [own, goal('own'), goal('of-part'), measure('of-own', 'own'), plan('part')].map(keyOf).sort(),
    );
  });
});
