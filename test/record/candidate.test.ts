import { describe, expect, test } from '@jest/globals';
import type { CarePlan, Goal, ServiceRequest, Task } from '@medplum/fhirtypes';
import { addressOf, candidateBundle, candidateOf, candidateTask } from '../../src/record/candidate.ts';
import { conflictOf } from '../../src/record/conflict.ts';
import { decideCandidate } from '../../src/record/decide-candidate.ts';
import { openConflicts, recordOf } from '../../src/record/record.ts';

const given = [
  { type: 'Goal', peerId: 'g', resource: { resourceType: 'Goal', id: 'g' } },
  { type: 'CarePlan', peerId: 'sub', resource: { resourceType: 'CarePlan', id: 'sub' } },
  { type: 'CarePlan', peerId: 'z', resource: { resourceType: 'CarePlan', id: 'z' } },
];
const bundle = candidateBundle('https://trust.example.no/fhir', 'z', given);
const task = candidateTask(
  { partner: 'Trust', bundle },
  { id: 't', person: 'p', at: '2026-11-27T00:00:00.000Z', plan: 'CarePlan/ours', owner: undefined },
);

describe('a candidate’s Task', () => {
  test('says what it was made from, and is none about an element', () => {
    expect(candidateOf(task)).toEqual({ partner: 'Trust', bundle });
    expect(conflictOf(task)).toBeUndefined();
    expect(openConflicts(recordOf('p', [{ resource: task }], new Map()))).toEqual([task]);
    const other: Task = { resourceType: 'Task', status: 'requested', intent: 'order' };
    expect(candidateOf(other)).toBeUndefined();
  });

  test('quotes the plan first, the same in whatever order its parts came', () => {
    expect(addressOf({ partner: 'Trust', bundle })).toBe('https://trust.example.no/fhir/CarePlan/z');
    expect(candidateBundle('https://trust.example.no/fhir', 'z', given.toReversed())).toEqual(bundle);
  });
});

describe('a decision on two plans', () => {
  const of = (id: string, more: Partial<CarePlan>): CarePlan => ({
    resourceType: 'CarePlan',
    id,
    status: 'active',
    intent: 'plan',
    subject: {},
    ...more,
  });
  const plan = of('ours', { goal: [{ reference: 'Goal/1' }] });
  const candidate = of('theirs', {
    goal: [{ reference: 'Goal/1' }, { reference: 'Goal/2' }, { reference: '#inside' }],
    activity: [{ id: 'a', reference: { reference: 'ServiceRequest/1' } }],
  });
  const measure: ServiceRequest = {
    resourceType: 'ServiceRequest',
    id: '1',
    status: 'active',
    intent: 'plan',
    subject: {},
    basedOn: [{ reference: 'CarePlan/theirs' }],
  };
  const goal = { resourceType: 'Goal', id: '2' } as Goal;
  const two = { plan, candidate, parts: [measure, goal] };

  test('as sub-plan changes the candidate only', () => {
    expect(decideCandidate('sub-plan', two)).toEqual([
      plan,
      { ...candidate, partOf: [{ reference: 'CarePlan/ours' }] },
      measure,
      goal,
    ]);
  });

  test('of either side ends the other, which is replaced and loses nothing', () => {
    expect(decideCandidate('replaced', two)).toEqual([
      { ...plan, replaces: [{ reference: 'CarePlan/theirs' }] },
      { ...candidate, status: 'revoked' },
      measure,
      goal,
    ]);
    expect(decideCandidate('partner', two)).toEqual([
      { ...plan, status: 'revoked' },
      { ...candidate, replaces: [{ reference: 'CarePlan/ours' }] },
      measure,
      goal,
    ]);
  });

  test('to merge gives the record’s plan what hangs on the candidate, each once; what stands inside it stays there', () => {
    expect(decideCandidate('merge', two)).toEqual([
      {
        ...plan,
        goal: [{ reference: 'Goal/1' }, { reference: 'Goal/2' }],
        activity: [{ reference: { reference: 'ServiceRequest/1' } }],
        replaces: [{ reference: 'CarePlan/theirs' }],
      },
      { ...candidate, status: 'revoked' },
      { ...measure, basedOn: [{ reference: 'CarePlan/ours' }] },
      goal,
    ]);
  });
});
