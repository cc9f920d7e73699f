import { describe, expect, test } from '@jest/globals';
import type { CarePlan, Goal, Reference, Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { conflictTasks } from '../../src/exchange/conflict-tasks.ts';
import type { Context } from '../../src/exchange/context.ts';
import { mayEnd } from '../../src/record/ending.ts';
import { ownerOf } from '../../src/record/owner.ts';
import { withValueAt } from '../../src/record/path.ts';
import { putBack } from '../../src/record/put-back.ts';
import { keyOf, openConflicts, type PlanRecord, recordOf } from '../../src/record/record.ts';
import { settle } from '../../src/record/settle.ts';
import { viewOf } from '../../src/record/view.ts';
import { withParts } from '../../src/record/with-parts.ts';
import { AT, FJORDVIK, goal, plan, TRUST } from '../record/fixtures.ts';

/** The same records and edits in every run; `SEED=51 RUNS=20000 npm test -- lens-laws` searches further. */
const { SEED = '20261122', RUNS = '300' } = process.env;
const options = { seed: Number(SEED), numRuns: Number(RUNS) };

const HIDDEN = ['hidden-1', 'hidden-2'];
const SHOWN = ['shown-1', 'shown-2', 'shown-3'];
const ALL = [...HIDDEN, ...SHOWN];

const viewFor = (record: PlanRecord): ReadonlyMap<string, Resource> =>
  viewOf(record, TRUST.name, ({ resource, kind }) => kind !== 'conflict' && !HIDDEN.includes(resource.id ?? ''));

/** What the trust holds, as it was last given it or gave it. */
interface State {
  readonly record: PlanRecord;
  readonly held: ReadonlyMap<string, Resource>;
}

const inStep = (record: PlanRecord): State => ({ record, held: viewFor(record) });

/** The trust gives its parts back: what the record becomes, with what waits for a decision. */
function put({ record, held }: State, theirs: ReadonlyMap<string, Resource>): State {
  const { changed, sent, disagreements, proposals } = putBack(
    record,
    [...theirs].map(([key, resource]) => ({ theirs: resource, echoed: held.get(key), sent: held.get(key) })),
    {
      partner: TRUST.name,
      mayEnd: (part, ending) => mayEnd(record, part, ending, TRUST.organization, AT),
    },
  );
  const resources = new Map(changed);
  const conflicts = proposals.map((one) => ({ ...one, partner: TRUST.name }));
  for (const one of disagreements) {
    const part = record.parts.get(one.part)?.resource as Resource;
    const { incomingStands, conflicts: more } = settle(one, ownerOf(record, part, AT), TRUST, []);
    const now = (resources.get(one.part) ?? part) as unknown as Parameters<typeof withValueAt>[0];
    if (incomingStands) resources.set(one.part, withValueAt(now, one.path, one.theirs) as unknown as Resource);
    conflicts.push(...more);
  }
  const merged = withParts(record, resources.values(), TRUST.organization);
  let made = [...record.parts.values()].filter(({ kind }) => kind === 'conflict').length;
  const newId = (): string => {
    made += 1;
    return `task-${made}`;
  };
  const context = { partners: [FJORDVIK, TRUST], newId } as unknown as Context;
  const tasks = conflictTasks(context, merged, AT, { conflicts, heard: { partner: TRUST.name, sent } });
  const after = withParts(merged, tasks.written, TRUST.organization);
  return { record: after, held: new Map([...held, ...theirs]) };
}

/** Order of lists is no data, nor is that of keys. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => JSON.stringify(plain(one))).sort();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, child]) => [name, plain(child)] as const)
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}
const plainParts = (parts: ReadonlyMap<string, Resource>): unknown => plain([...parts.values()]);
/** The record with the conflicts that are open: what was closed on the way is history. */
const standing = ({ parts }: PlanRecord): unknown => {
  const open = openConflicts({ parts } as PlanRecord).map(({ focus, input }) => ({ focus, input }));
  const others = [...parts.values()].filter(({ kind }) => kind !== 'conflict');
  return plain([...others.map(({ resource, owner }) => ({ resource, owner })), ...open]);
};

const word = fc.constantFrom('a', 'b', 'c');
const owner = fc.constantFrom(TRUST.organization, FJORDVIK.organization);
const status = fc.constantFrom<Goal['lifecycleStatus'][]>('proposed', 'active', 'on-hold', 'completed', 'cancelled');
const pointers = (ids: readonly string[]): Reference<Goal>[] => ids.map((id) => ({ reference: `Goal/${id}` }));
const goalOf = (id: string): fc.Arbitrary<Goal> =>
  fc
    .record({ text: word, lifecycleStatus: status, priority: fc.option(word, { nil: undefined }) })
    .map(({ text, lifecycleStatus, priority }) =>
      goal(id, { lifecycleStatus, description: { text }, ...(priority ? { priority: { text: priority } } : {}) }),
    );
const planOf = (ids: readonly string[]): fc.Arbitrary<CarePlan> =>
  fc
    .record({
      title: word,
      state: fc.constantFrom<CarePlan['status'][]>('draft', 'active', 'on-hold', 'completed', 'revoked'),
      some: fc.subarray([...ids], { minLength: 1 }),
    })
    .map(({ title, state, some }) => plan('plan', { title, status: state, goal: pointers(some) }));

const record: fc.Arbitrary<PlanRecord> = fc
  .record({
    plan: planOf(ALL),
    planOwner: owner,
    goals: fc.tuple(...ALL.map((id) => fc.tuple(goalOf(id), owner))),
  })
  .map(({ plan: whole, planOwner, goals }) =>
    recordOf(
      'ingrid',
      [{ resource: whole, owner: planOwner }, ...goals.map(([resource, by]) => ({ resource, owner: by }))],
      new Map(),
    ),
  );
/** A whole edited view: any texts and statuses, any of the shown goals in the plan. */
const edited: fc.Arbitrary<ReadonlyMap<string, Resource>> = fc
  .record({ plan: planOf(SHOWN), goals: fc.tuple(...SHOWN.map(goalOf)) })
  .map(({ plan: whole, goals }) => new Map<string, Resource>([whole, ...goals].map((one) => [keyOf(one), one])));
/** One that ends nothing, so that all of it is permitted, whoever owns what. */
const mild: fc.Arbitrary<ReadonlyMap<string, Resource>> = edited.map((edit) => {
  const goesOn = (resource: Resource): Resource => {
    if (resource.resourceType === 'CarePlan') return { ...resource, status: 'active', goal: pointers(SHOWN) };
    const isEnd = resource.resourceType === 'Goal' && resource.lifecycleStatus === 'cancelled';
    return isEnd ? { ...resource, lifecycleStatus: 'completed' } : resource;
  };
  return new Map([...edit].map(([key, resource]) => [key, goesOn(resource)]));
});
/** How things can stand: fresh, or with edits and conflicts behind them. */
const state: fc.Arbitrary<State> = fc
  .tuple(record, fc.array(edited, { maxLength: 2 }))
  .map(([fresh, edits]) => edits.reduce(put, inStep(fresh)));

describe('view and put-back are a lens', () => {
  test('GetPut: a view given back as it was changes nothing', () => {
    fc.assert(
      fc.property(state, (now) => {
        const view = viewFor(now.record);
        expect(standing(put({ ...now, held: view }, view).record)).toEqual(standing(now.record));
      }),
      options,
    );
  });

  test('PutGet: what the partner gave back is what its view shows then, also where that waits for a decision', () => {
    fc.assert(
      fc.property(state, edited, (now, edit) => {
        const { record: after } = put(now, edit);
        expect(plainParts(viewFor(after))).toEqual(plainParts(edit));
      }),
      options,
    );
  });

  test('PutPut: after a permitted edit all is as if an earlier one had never been', () => {
    fc.assert(
      fc.property(state, edited, mild, (now, first, last) => {
        expect(standing(put(put(now, first), last).record)).toEqual(standing(put(now, last).record));
      }),
      options,
    );
  });

  test('PutPut: a view given back twice is as given back once', () => {
    fc.assert(
      fc.property(state, edited, (now, edit) => {
        const once = put(now, edit);
        expect(standing(put(once, edit).record)).toEqual(standing(once.record));
      }),
      options,
    );
  });

  test('nothing that the partner can not see changes (invariant I5)', () => {
    fc.assert(
      fc.property(state, edited, (now, edit) => {
        const { record: after } = put(now, edit);
        for (const id of HIDDEN) {
          expect(after.parts.get(`Goal/${id}`)).toEqual(now.record.parts.get(`Goal/${id}`));
        }
        const pointed = ({ parts }: PlanRecord): readonly string[] => {
          const text = JSON.stringify(parts.get('CarePlan/plan')?.resource);
          return HIDDEN.filter((id) => text.includes(`Goal/${id}`));
        };
        expect(pointed(after)).toEqual(pointed(now.record));
      }),
      options,
    );
  });
});
