import { describe, expect, test } from '@jest/globals';
import type { Task } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { type Conflict, type ConflictContext, conflictOf, conflictTask } from '../../src/record/conflict.ts';
import { asJson, type Json } from '../../src/record/json.ts';
import { kindOf } from '../../src/record/kinds.ts';
import { openConflicts } from '../../src/record/record.ts';
import { SAMPLAN } from '../../src/record/systems.ts';
import { AT, concept, goal, measure, recordWith, TRUST } from './fixtures.ts';

const CONFLICT: Conflict = {
  part: 'Goal/goal',
  path: ['description', 'text'],
  partner: TRUST.name,
  base: 'Gå tur',
  ours: 'Gå på ski',
  theirs: 'Svømme',
};

const CONTEXT: ConflictContext = {
  id: 'conflict',
  person: 'ingrid',
  at: AT,
  owner: { reference: 'PractitionerRole/coordinator' },
  resource: asJson(goal()),
};

describe('a conflict as a Task', () => {
  const task = conflictTask(CONFLICT, CONTEXT);

  test('waits for its owner to decide about the part of this person', () => {
    expect(task).toMatchObject({
      resourceType: 'Task',
      id: 'conflict',
      status: 'requested',
      intent: 'order',
      focus: { reference: 'Goal/goal' },
      for: { reference: 'Patient/ingrid' },
      owner: { reference: 'PractitionerRole/coordinator' },
      authoredOn: AT,
    });
  });

  test('is known as a conflict', () => {
    expect(kindOf(task)).toBe('conflict');
    expect(openConflicts(recordWith([goal(), task]))).toEqual([task]);
  });

  test('says which element as FHIRPath', () => {
    const element = task.input?.find(({ type }) => type.coding?.[0]?.code === 'element');
    expect(element?.valueString).toBe('Goal.description.text');
  });

  test('quotes the values only as attachments of FHIR JSON', () => {
    const quoted = task.input?.flatMap(({ valueAttachment }) => valueAttachment ?? []) ?? [];
    expect(quoted.map(({ contentType }) => contentType)).toEqual(Array(3).fill('application/fhir+json'));
    for (const value of ['Gå tur', 'Gå på ski', 'Svømme']) expect(JSON.stringify(task)).not.toContain(value);
  });

  test('has no owner where nobody can decide', () => {
    expect(conflictTask(CONFLICT, { ...CONTEXT, owner: undefined })).not.toHaveProperty('owner');
  });
});

describe('open conflicts', () => {
  const task = conflictTask(CONFLICT, CONTEXT);

  test.each<readonly [Task['status'], boolean]>([
    ['requested', true],
    ['received', true],
    ['accepted', true],
    ['ready', true],
    ['in-progress', true],
    ['on-hold', true],
    ['completed', false],
    ['cancelled', false],
    ['rejected', false],
    ['failed', false],
    ['entered-in-error', false],
    ['draft', false],
  ])('%s: %s', (status, open) => {
    expect(openConflicts(recordWith([{ ...task, status }]))).toHaveLength(open ? 1 : 0);
  });

  test('are not the measures of the plan', () => {
    const { code: _, ...other } = task;
    expect(openConflicts(recordWith([other, measure()]))).toEqual([]);
  });
});

describe('a Task as a conflict', () => {
  test.each(['base', 'ours', 'theirs'] as const)('tells an absent %s from null', (side) => {
    for (const value of [undefined, null]) {
      const again = conflictOf(conflictTask({ ...CONFLICT, [side]: value }, CONTEXT));
      expect(again?.[side]).toBe(value);
    }
  });

  test.each<readonly [string, Task]>([
    ['a measure', { resourceType: 'Task', status: 'requested', intent: 'plan' }],
    [
      'a Task with other inputs',
      {
        resourceType: 'Task',
        status: 'requested',
        intent: 'order',
        focus: { reference: 'Goal/goal' },
        input: [{ type: concept(SAMPLAN.conflictInput, 'partner'), valueString: TRUST.name }],
      },
    ],
    [
      'a Task whose path can not be read',
      {
        resourceType: 'Task',
        status: 'requested',
        intent: 'order',
        focus: { reference: 'Goal/goal' },
        input: [
          { type: concept(SAMPLAN.conflictInput, 'partner'), valueString: TRUST.name },
          { type: concept(SAMPLAN.conflictInput, 'path'), valueString: 'Goal.description' },
        ],
      },
    ],
  ])('is none: %s', (_, task) => {
    expect(conflictOf(task)).toBeUndefined();
  });

  const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as Json);
  const side = fc.option(json, { nil: undefined });
  const path = fc.array(
    fc.oneof(
      fc.string(),
      fc.string().map((key) => ({ key })),
    ),
    { maxLength: 4 },
  );

  test('is the conflict it was made of, for any element and any JSON', () => {
    fc.assert(
      fc.property(path, fc.string(), side, side, side, (at, partner, base, ours, theirs) => {
        const conflict: Conflict = { part: 'Goal/goal', path: at, partner, base, ours, theirs };
        expect(conflictOf(conflictTask(conflict, CONTEXT))).toEqual(conflict);
      }),
    );
  });

  test('tells that the partner deleted the part', () => {
    const deleted: Conflict = { ...CONFLICT, path: ['lifecycleStatus'], theirs: 'cancelled', deleted: true };
    expect(conflictOf(conflictTask(deleted, CONTEXT))).toEqual(deleted);
  });

  test('outlives being stored as JSON', () => {
    const stored = JSON.parse(JSON.stringify(conflictTask({ ...CONFLICT, base: undefined }, CONTEXT))) as Task;
    expect(conflictOf(stored)).toEqual({ ...CONFLICT, base: undefined });
  });
});
