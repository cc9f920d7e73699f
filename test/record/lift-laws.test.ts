import { describe, expect, test } from '@jest/globals';
import type { CarePlanActivity, CarePlanActivityDetail, ServiceRequest } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { fold } from '../../src/record/fold.ts';
import { type Lifted, lift } from '../../src/record/lift.ts';
import { anyEdit, anyPlan, edited, NOTHING, planOf, planWithIds, targets, told } from './lift-worlds.ts';

/** Printed by fast-check with every failure. */
const RANDOM = { seed: 20_261_122, numRuns: 200 };

describe('lift and fold, for any plans', () => {
  test('what is folded is what was lifted, whatever was told before', () => {
    fc.assert(
      fc.property(anyPlan, anyPlan, (plan, earlier) => {
        for (const known of [NOTHING, told(lift(earlier, NOTHING)), told(lift(plan, NOTHING))]) {
          const lifted = lift(plan, known);
          expect(fold(lifted.plan, lifted.measures)).toEqual(plan);
        }
      }),
      RANDOM,
    );
  });

  test('what is lifted is what was folded, after any edits of measures, moves and removals', () => {
    fc.assert(
      fc.property(anyPlan, fc.array(anyEdit), fc.func(fc.nat()), fc.nat({ max: 2 }), (plan, edits, order, removed) => {
        const start = lift(plan, NOTHING);
        const now: Lifted = {
          plan: planOf(...(start.plan.activity ?? []).slice(removed).toSorted((a, b) => order(a) - order(b))),
          measures: new Map(
            [...start.measures].map(([id, one], index) => [
              id,
              { ...one, ...(edits[index] as Partial<ServiceRequest>) },
            ]),
          ),
        };
        const listed = new Set(targets(now));
        const left = new Map([...now.measures].filter(([id]) => listed.has(id)));
        expect(lift(fold(now.plan, now.measures), told(now))).toEqual({ plan: now.plan, measures: left });
      }),
      RANDOM,
    );
  });

  test('a measure that the partner edits keeps what activity.detail has no place for', () => {
    fc.assert(
      fc.property(anyPlan, anyEdit, fc.constantFrom('completed', 'on-hold'), (plan, edit, status) => {
        const start = lift(plan, NOTHING);
        const [id] = start.measures.keys();
        fc.pre(id !== undefined);
        const ours = edited(start, id, { ...(edit as Partial<ServiceRequest>), priority: 'asap' });
        const theirs = fold(ours.plan, ours.measures);
        const index = targets(ours).indexOf(id);
        const item = theirs.activity?.[index];
        const moved = { ...item, detail: { ...item?.detail, status } as CarePlanActivityDetail };
        const after = lift({ ...theirs, activity: theirs.activity?.with(index, moved) ?? [] }, told(ours));
        const { note, locationReference } = ours.measures.get(id) ?? {};
        expect(after.measures.get(id)).toMatchObject({
          priority: 'asap',
          status,
          ...(note ? { note } : {}),
          ...(locationReference ? { locationReference } : {}),
        });
      }),
      RANDOM,
    );
  });

  test('ids are what they were, in any order and after an edit of any one item, where items have ids', () => {
    fc.assert(
      fc.property(planWithIds, planWithIds, fc.func(fc.nat()), fc.nat(), (plan, other, order, chosen) => {
        const items = plan.activity ?? [];
        const index = chosen % items.length;
        const detail = other.activity?.[0]?.detail;
        const changed = items.with(index, { ...items[index], ...(detail ? { detail } : {}) });
        const shuffled = changed.toSorted((a, b) => order(a.id) - order(b.id));
        const before = lift(plan, NOTHING);
        const idsOf = (all: readonly CarePlanActivity[], lifted: Lifted) =>
          Object.fromEntries(all.map(({ id }, nth) => [id, targets(lifted)[nth]]));
        const expected = idsOf(items, before);
        expect(idsOf(shuffled, lift(planOf(...shuffled), told(before)))).toEqual(expected);
        expect(idsOf(shuffled, lift(planOf(...shuffled), NOTHING))).toEqual(expected);
      }),
      RANDOM,
    );
  });

  test('an edit of one item without an id is no change of any other', () => {
    fc.assert(
      fc.property(anyPlan, fc.nat(), (plan, chosen) => {
        const before = lift(plan, NOTHING);
        const places = targets(before).flatMap((id, index) => (before.measures.has(id ?? '') ? [index] : []));
        fc.pre(places.length > 0);
        const index = places[chosen % places.length] ?? 0;
        const items = plan.activity ?? [];
        const changed = { ...items[index], detail: { ...items[index]?.detail, description: 'noe helt annet' } };
        const after = lift(planOf(...items.with(index, changed as CarePlanActivity)), told(before));
        const id = targets(before)[index] ?? '';
        expect(targets(after)).toEqual(targets(before));
        expect([...after.measures].filter(([key]) => key !== id)).toEqual(
          [...before.measures].filter(([key]) => key !== id),
        );
        expect(after.measures.get(id)?.note).toMatchObject([{ text: 'noe helt annet' }]);
      }),
      RANDOM,
    );
  });
});
