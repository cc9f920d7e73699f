import { describe, expect, test } from '@jest/globals';
import type { Resource, Task } from '@medplum/fhirtypes';
import { type Circumstances, goesOn, keptBecause, keptUntil } from '../../src/law/kept.ts';
import { LAW } from '../../src/law/table.ts';
import {
  AT,
  conflictTaskAbout,
  FJORDVIK,
  goal,
  measure,
  needReport,
  patient,
  plan,
  recordWith,
  subPlan,
  team,
} from '../record/fixtures.ts';

const over = [plan('plan', { status: 'completed' }), team('team', { status: 'inactive' })];
const kept = (resources: readonly Resource[], more: Partial<Circumstances> = {}): readonly string[] =>
  keptBecause({
    ...{ record: recordWith(resources), at: AT, duties: [], isSetAside: false, isAwaited: false, isOwed: false },
    ...more,
  });
const duty = (key: string, isOverdue: boolean): Circumstances['duties'][number] => {
  const rule = LAW.find((one) => one.key === key);
  if (!rule) throw new Error(`no rule ${key}`);
  return { rule, isOverdue };
};

describe('a record', () => {
  test('has ended when nothing in it goes on, nobody owes anything and nothing waits', () => {
    expect(kept([patient(), ...over])).toEqual([]);
    // Goals hang on the plan: nobody closes them all.
    expect(kept([patient(), ...over, goal('goal', { lifecycleStatus: 'active' })])).toEqual([]);
  });

  test.each([
    ['a plan', plan()],
    ['a draft', plan('draft', { status: 'draft' })],
    ['a plan on hold', plan('waiting', { status: 'on-hold' })],
    ['a plan of which nobody knows', plan('odd', { status: 'unknown' })],
    ['a sub-plan', subPlan()],
    ['a team', team('other', { status: 'active' })],
    ['a measure', measure('measure', { status: 'active' })],
    ['a report of need', needReport('need', { status: 'active' })],
    ['a task', { resourceType: 'Task', id: 't', status: 'in-progress', intent: 'order' } satisfies Task],
  ])('is kept while %s goes on', (_what, resource) => {
    expect(kept([patient(), ...over, resource])).toEqual(['under-way']);
  });

  test('of the dead is kept for an individual plan that goes on, and for nothing else that was left open', () => {
    const died = patient({ deceasedDateTime: '2026-11-20' });
    const open = [team('other', { status: 'active' }), measure('measure', { status: 'active' }), subPlan()];
    expect(kept([died, ...over, ...open])).toEqual([]);
    expect(kept([died, plan()])).toEqual(['under-way']);
  });

  test('is kept while somebody owes something; that it is kept itself until its day', () => {
    expect(kept(over, { duties: [duty('record-kept', false)] })).toEqual(['duty']);
    expect(kept(over, { duties: [duty('record-kept', true)] })).toEqual([]);
    expect(kept(over, { duties: [duty('emergency-review', true)] })).toEqual(['duty']);
  });

  test('is kept for a conflict that is open, and what is set aside, waits or is owed', () => {
    const conflict = conflictTaskAbout('Goal/goal', ['description', 'text'], FJORDVIK);
    expect(kept([...over, goal(), conflict])).toEqual(['under-way', 'conflict']);
    expect(kept([patient({ deceasedBoolean: true }), ...over, goal(), conflict])).toEqual(['conflict']);
    expect(kept([...over, { ...conflict, status: 'completed' }])).toEqual([]);
    expect(kept(over, { isSetAside: true })).toEqual(['set-aside']);
    expect(kept(over, { isAwaited: true })).toEqual(['waits']);
    expect(kept(over, { isOwed: true })).toEqual(['owed']);
  });
});

test('what nobody can read may go on', () => {
  expect(goesOn([{ resourceType: 'CarePlan' } as Resource], false)).toBe(true);
  expect(goesOn([{ resourceType: 'CareTeam', status: 'odd' } as unknown as Resource], false)).toBe(true);
  expect(goesOn([], false)).toBe(false);
});

test.each([
  ['2026-11-22T10:00:00.000Z', 10, '2036-11-22T10:00:00.000Z'],
  ['2024-02-29T10:00:00.000Z', 1, '2025-03-01T10:00:00.000Z'],
  ['2024-02-29T10:00:00.000Z', 4, '2028-02-29T10:00:00.000Z'],
])('what was last written at %s is kept %s years until %s', (last, years, until) => {
  expect(keptUntil(last, years)).toBe(until);
});
