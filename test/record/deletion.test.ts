import { describe, expect, test } from '@jest/globals';
import type { Resource } from '@medplum/fhirtypes';
import { type Conflict, conflictTask } from '../../src/record/conflict.ts';
import { staysGone, withoutMoot } from '../../src/record/deletion.ts';
import { keyOf, type PlanRecord } from '../../src/record/record.ts';
import {
  AT,
  access,
  goal,
  measure,
  NAV,
  patient,
  plan,
  planMade,
  recordWith,
  subPlan,
  TRUST,
  team,
} from './fixtures.ts';

const whole = plan('plan', {
  careTeam: [{ reference: 'CareTeam/team' }],
  goal: [{ reference: 'Goal/a' }, { reference: 'Goal/b' }],
});
const sub = { ...subPlan(), goal: [{ reference: 'Goal/of-sub' }] };
const parts: readonly Resource[] = [
  patient(),
  whole,
  team(),
  planMade(),
  access(TRUST),
  goal('a'),
  goal('b'),
  measure('m', { basedOn: [{ reference: 'CarePlan/plan' }] }),
  sub,
  goal('of-sub'),
];
const record = recordWith(parts);
const without = (...keys: readonly string[]): readonly Resource[] => parts.filter((one) => !keys.includes(keyOf(one)));
const all = parts.map(keyOf);

/** Everything the trust has deleted, as proposals to end it; whose are left. */
const proposed = (of: PlanRecord, ...deleted: readonly string[]): readonly string[] => {
  const conflicts = deleted.map(
    (part): Conflict => ({
      part,
      path: ['status'],
      partner: TRUST.name,
      base: 'active',
      ours: 'active',
      theirs: 'revoked',
      deleted: true,
    }),
  );
  return withoutMoot(of, conflicts).map(({ part }) => part);
};

/** The trust has deleted a part, and nobody has decided yet. */
const waiting = (part: Resource, path = 'status', last = 'revoked') =>
  conflictTask(
    {
      part: keyOf(part),
      path: [path],
      partner: TRUST.name,
      base: 'active',
      ours: 'active',
      theirs: last,
      deleted: true,
    },
    { id: `task-${part.id}`, person: 'ingrid', at: AT, owner: undefined, resource: {} },
  );
const planWaits = waiting(whole);
const goalWaits = waiting(goal('a'), 'lifecycleStatus', 'cancelled');

describe('a deletion', () => {
  test('of a part says that it shall end', () => {
    expect(proposed(record, 'Goal/a', 'Goal/b')).toEqual(['Goal/a', 'Goal/b']);
  });

  test('of the plan says all, whatever of it is deleted along', () => {
    expect(proposed(record, ...all)).toEqual(['Patient/ingrid', 'CarePlan/plan']);
    expect(proposed(record, ...all.toReversed())).toEqual(['CarePlan/plan', 'Patient/ingrid']);
  });

  test('of a sub-plan says all of what hangs on it, and nothing of the plan', () => {
    expect(proposed(record, 'CarePlan/sub-plan', 'Goal/of-sub', 'Goal/a', 'Consent/access')).toEqual([
      'CarePlan/sub-plan',
      'Goal/a',
      'Consent/access',
    ]);
  });

  test('of the plan leaves what hangs on another', () => {
    const other = plan('other', { goal: [{ reference: 'Goal/b' }], careTeam: [{ reference: 'CareTeam/team' }] });
    const two = recordWith([...parts, other]);
    expect(proposed(two, 'CarePlan/plan', 'Goal/a', 'Goal/b', 'CareTeam/team', 'Consent/access')).toEqual([
      'CarePlan/plan',
      'Goal/b',
      'CareTeam/team',
      'Consent/access',
    ]);
  });

  test('of the plan says all of what hung on it also where a new one replaces it', () => {
    const next = plan('next', { replaces: [{ reference: 'CarePlan/plan' }] });
    expect(proposed(recordWith([...parts, next]), 'CarePlan/plan', 'Goal/a')).toEqual(['CarePlan/plan']);
  });

  test('of what hangs on a plan that is over says nothing', () => {
    const over = recordWith([...without('CarePlan/plan'), { ...whole, status: 'completed' }]);
    expect(proposed(over, 'Goal/a', 'CareTeam/team')).toEqual([]);
  });

  test('by one partner says nothing of what another deleted, nor of what was ended there otherwise', () => {
    const of = (partner: string, part: string, more: Partial<Conflict> = {}): Conflict => ({
      part,
      path: ['status'],
      partner,
      base: 'active',
      ours: 'active',
      theirs: 'revoked',
      ...more,
    });
    const conflicts = [
      of(TRUST.name, 'CarePlan/plan', { deleted: true }),
      of(NAV.name, 'Goal/a', { deleted: true }),
      of(TRUST.name, 'Goal/b'),
    ];
    expect(withoutMoot(record, conflicts)).toEqual(conflicts);
  });
});

describe('what a partner deleted', () => {
  const stays = (of: PlanRecord, ...gone: readonly string[]): readonly string[] =>
    [...staysGone(of, TRUST.name, new Set(gone))].sort();

  test('stays away while it waits for a decision', () => {
    expect(stays(recordWith([...parts, goalWaits]), 'Goal/a', 'Goal/b')).toEqual(['Goal/a']);
    expect(stays(recordWith([...parts, { ...goalWaits, status: 'completed' }]), 'Goal/a')).toEqual([]);
  });

  test('stays away with the plan that waits for a decision', () => {
    expect(
      stays(recordWith([...parts, planWaits]), 'CarePlan/plan', 'Goal/a', 'CareTeam/team', 'Consent/access'),
    ).toEqual(['CarePlan/plan', 'CareTeam/team', 'Consent/access', 'Goal/a']);
    expect(stays(record, 'CarePlan/plan', 'Goal/a', 'CareTeam/team')).toEqual([]);
  });

  test('stays away once it is over, or the plan is', () => {
    const done = recordWith([...without('Goal/a'), goal('a', { lifecycleStatus: 'cancelled' })]);
    expect(stays(done, 'Goal/a', 'Goal/b')).toEqual(['Goal/a']);
    const over = recordWith([...without('CarePlan/plan'), { ...whole, status: 'revoked' }]);
    expect(stays(over, 'Goal/a', 'CarePlan/plan')).toEqual(['CarePlan/plan', 'Goal/a']);
  });
});
