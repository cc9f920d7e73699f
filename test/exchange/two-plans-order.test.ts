import { describe, expect, test } from '@jest/globals';
import type { CarePlan, Goal } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { plansOf } from '../../src/record/record.ts';
import { rivalPlans } from '../../src/record/two-plans.ts';
import { labelled } from './labels.ts';
import { openStageOfTwoPlans } from './two-plans.ts';

/** The same plans in every run. To search further: `SEED=51 RUNS=2000 npm test -- exchange/two-plans-order --testTimeout=900000`. */
const { RUNS = '60', SEED = '20261127' } = process.env;

type At = 'fjordvik' | 'trust';
const OWN = { fjordvik: { plan: 'f-plan', goal: 'f-goal-1' }, trust: { plan: 't-plan', goal: 't-goal' } } as const;

/** What a side's users do with their own plan. */
interface Edit {
  readonly at: At;
  readonly do: 'rewrites-goal' | 'activates' | 'drafts' | 'ends' | 'deletes';
}

const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.constantFrom<At[]>('fjordvik', 'trust'),
  do: fc.constantFrom<Edit['do'][]>('rewrites-goal', 'activates', 'drafts', 'ends', 'deletes'),
});
const some = fc.array(edit, { maxLength: 3 });
const start = fc.record({
  municipal: fc.constantFrom<CarePlan['status'][]>('active', 'draft'),
  trusts: fc.constantFrom<CarePlan['status'][]>('active', 'draft'),
  period: fc.constantFrom('2026-08-01', '2026-09-01', '2026-10-01'),
  before: some,
  after: some,
});
type Start = typeof start extends fc.Arbitrary<infer T> ? T : never;

/** What stands once both sides were pulled in this order, wrote, and were pulled in this order again. */
async function end({ municipal, trusts, period, before, after }: Start, order: readonly At[]) {
  const stage = await openStageOfTwoPlans({ status: trusts, period: { start: period } });
  let written = 0;
  const happens = ({ at, do: what }: Edit): void => {
    const { connector } = stage[at];
    const has = connector.all<CarePlan>('CarePlan').some(({ id }) => id === OWN[at].plan);
    const sets = (status: CarePlan['status']) =>
      connector.edit<CarePlan>('CarePlan', OWN[at].plan, (plan) => ({ ...plan, status }));
    written += 1;
    if (what === 'rewrites-goal')
      connector.edit<Goal>('Goal', OWN[at].goal, (goal) => ({ ...goal, description: { text: `${at} ${written}` } }));
    else if (!has) return;
    else if (what === 'deletes') connector.delete('CarePlan', OWN[at].plan);
    else sets(what === 'ends' ? 'completed' : what === 'activates' ? 'active' : 'draft');
  };
  const pull = async (): Promise<void> => {
    for (const name of order) await stage.pass(stage[name]);
    await stage.settle();
  };
  try {
    stage.fjordvik.connector.edit<CarePlan>('CarePlan', 'f-plan', (plan) => ({ ...plan, status: municipal }));
    for (const one of before) happens(one);
    await pull();
    for (const one of after) happens(one);
    await pull();
    const record = await stage.record();
    expect(rivalPlans(record)).toEqual([]);
    expect(plansOf(record).filter(({ status }) => status === 'active').length).toBeLessThanOrEqual(1);
    const parts = [...record.parts.values()].filter(({ kind }) => kind !== 'conflict');
    return {
      record: labelled([...parts.map(({ resource }) => resource), ...(await stage.conflicts())]),
      owners: parts.map(({ kind, owner }) => `${kind} ${owner}`).sort(),
      setAside: (await stage.store.allSetAside()).map(({ partner, candidates, findings }) => ({
        partner,
        candidates: [...(candidates ?? [])].sort(),
        rules: findings.map(({ rule }) => rule),
      })),
      fjordvik: [...labelled(stage.fjordvik.connector.all()), await stage.standing(stage.fjordvik)],
      trust: [...labelled(stage.trust.connector.all()), await stage.standing(stage.trust)],
    };
  } finally {
    await stage.close();
  }
}

describe('two plans for one person', () => {
  test(
    'come to the same record, the same Task and the same standings in both orders of pulls (invariant I9)',
    async () => {
      await fc.assert(
        fc.asyncProperty(start, async (given) => {
          expect(await end(given, ['trust', 'fjordvik'])).toEqual(await end(given, ['fjordvik', 'trust']));
        }),
        { numRuns: Number(RUNS), seed: Number(SEED) },
      );
    },
    Math.max(120_000, Number(RUNS) * 1_500),
  );
});
