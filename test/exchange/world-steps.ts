import type { ServiceRequest } from '@medplum/fhirtypes';
import fc from 'fast-check';

export type At = 'fjordvik' | 'trust';

/** What somebody writes at a partner. Numbers choose among what is there then. */
export type Edit =
  | { readonly do: 'rewrites-goal' | 'rewrites-plan'; readonly at: At; readonly which: number }
  | { readonly do: 'adds-goal' | 'adds-measure'; readonly at: At }
  | { readonly do: 'sets-measure'; readonly at: At; readonly which: number; readonly status: ServiceRequest['status'] }
  | { readonly do: 'cancels-goal' | 'takes-goal-out' | 'deletes'; readonly at: At; readonly which: number }
  /** Only where measures are inline: the list of activities as a user of such a system changes it. */
  | { readonly do: 'changes-list'; readonly at: At; readonly which: number; readonly change: ListChange };

/** Each tells which item it is. What is dropped, or unclear, stays elsewhere as it was: test/exchange/inline-measures.test.ts. */
type ListChange = 'adds' | 'renames' | 'ends' | 'moves';

/** Something that happens. */
export type Step =
  | Edit
  | { readonly do: 'pass' | 'loses-answer' | 'outage' | 'back' | 'withdraws'; readonly at: At }
  /** A pass during which somebody writes, just before the partner is asked for the `nth` time. */
  | { readonly do: 'pass-meanwhile'; readonly at: At; readonly nth: number; readonly edit: Edit }
  /** A pass whose process is killed at a commit. */
  | { readonly do: 'killed-pass'; readonly at: At; readonly commit: number; readonly kept: boolean }
  | { readonly do: 'consents'; readonly again: boolean }
  | { readonly do: 'decides'; readonly take: 'record' | 'partner' };

const at = fc.constantFrom<At[]>('fjordvik', 'trust');
const which = fc.nat({ max: 3 });
const is = <const Name extends string>(...names: readonly Name[]): fc.Arbitrary<Name> => fc.constantFrom(...names);
const status = fc.constantFrom<ServiceRequest['status'][]>('active', 'on-hold', 'completed', 'revoked');
const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: is('rewrites-goal', 'rewrites-plan'), at, which }) },
  { weight: 3, arbitrary: fc.record({ do: is('adds-goal', 'adds-measure'), at }) },
  { weight: 2, arbitrary: fc.record({ do: is('sets-measure'), at, which, status }) },
  { weight: 1, arbitrary: fc.record({ do: is('cancels-goal', 'takes-goal-out', 'deletes'), at, which }) },
);

const listEdit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 2, arbitrary: edit },
  {
    weight: 3,
    arbitrary: fc.record({
      do: is('changes-list'),
      at,
      which,
      change: fc.constantFrom<ListChange[]>('adds', 'renames', 'ends', 'moves'),
    }),
  },
);

const stepsWith = (edit: fc.Arbitrary<Edit>): fc.Arbitrary<readonly Step[]> =>
  fc.array(
    fc.oneof(
      { weight: 8, arbitrary: edit },
      { weight: 6, arbitrary: fc.record({ do: is('pass'), at }) },
      { weight: 2, arbitrary: fc.record({ do: is('pass-meanwhile'), at, nth: fc.nat({ max: 12 }), edit }) },
      {
        weight: 2,
        arbitrary: fc.record({
          do: is('killed-pass'),
          at,
          commit: fc.integer({ min: 1, max: 16 }),
          kept: fc.boolean(),
        }),
      },
      { weight: 2, arbitrary: fc.record({ do: is('loses-answer', 'outage', 'back', 'withdraws'), at }) },
      { weight: 1, arbitrary: fc.record({ do: is('consents'), again: fc.boolean() }) },
      { weight: 1, arbitrary: fc.record({ do: is('decides'), take: is('record', 'partner') }) },
    ),
    { minLength: 1, maxLength: 20 },
  );

export const steps = stepsWith(edit);
/** Where somebody writes measures inline. */
export const inlineSteps = stepsWith(listEdit);
