import { describe, expect, test } from '@jest/globals';
import type { CarePlan, CareTeam, Goal, ServiceRequest } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { labelled } from './labels.ts';
import { openSharedStage, type Stage, type StagedPartner } from './stage.ts';

/** The same edits in every run. To search further: `SEED=51 RUNS=2000 npm test -- exchange/order --testTimeout=900000`. */
const { RUNS = '60', SEED = '20261122' } = process.env;

const GOALS = ['Gå til butikken alene', 'Lese høyt for barnebarna'];
const MEASURES = ['Gangtrening', 'Kontroll på slagpoliklinikken'];

/** What a partner's users do between two passes. */
type Edit =
  | { readonly do: 'rewrites' | 'reprioritizes' | 'takes-out'; readonly goal: number }
  | { readonly do: 'moves-goal'; readonly goal: number; readonly to: Goal['lifecycleStatus'] }
  | { readonly do: 'moves-measure'; readonly measure: number; readonly to: ServiceRequest['status'] }
  | { readonly do: 'deletes-goal'; readonly goal: number }
  | { readonly do: 'deletes-measure'; readonly measure: number }
  | { readonly do: 'renames-plan' | 'revokes-plan' | 'takes-a-participant-out' | 'deletes-plan' };

const goal = fc.nat({ max: 1 });
const measure = fc.nat({ max: 1 });
const is = <const Name extends string>(...names: readonly Name[]): fc.Arbitrary<Name> => fc.constantFrom(...names);
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ do: is('rewrites', 'reprioritizes', 'takes-out'), goal }),
  fc.record({ do: is('moves-goal'), goal, to: is('on-hold', 'completed', 'cancelled') }),
  fc.record({ do: is('moves-measure'), measure, to: is('on-hold', 'completed', 'revoked') }),
  fc.record({ do: is('deletes-goal'), goal }),
  fc.record({ do: is('deletes-measure'), measure }),
  fc.record({ do: is('renames-plan', 'revokes-plan', 'takes-a-participant-out', 'deletes-plan') }),
);

/** A partner's users, who know its resources from before they wrote. */
class Users {
  readonly #partner: StagedPartner;
  readonly #goals: readonly (string | undefined)[];
  readonly #measures: readonly (string | undefined)[];
  #written = 0;

  constructor(partner: StagedPartner) {
    this.#partner = partner;
    const { connector } = partner;
    const goals = connector.all<Goal>('Goal');
    const measures = connector.all<ServiceRequest>('ServiceRequest');
    this.#goals = GOALS.map((text) => goals.find(({ description }) => description.text === text)?.id);
    this.#measures = MEASURES.map((text) => measures.find(({ code }) => code?.text === text)?.id);
  }

  do(what: Edit): void {
    this.#written += 1;
    const text = `${this.#partner.name} ${this.#written}`;
    switch (what.do) {
      case 'rewrites':
        this.#edit<Goal>('Goal', this.#goals[what.goal], (one) => ({ ...one, description: { text } }));
        break;
      case 'reprioritizes':
        this.#edit<Goal>('Goal', this.#goals[what.goal], (one) => ({ ...one, priority: { text } }));
        break;
      case 'moves-goal':
        this.#edit<Goal>('Goal', this.#goals[what.goal], (one) => ({ ...one, lifecycleStatus: what.to }));
        break;
      case 'moves-measure':
        this.#edit<ServiceRequest>('ServiceRequest', this.#measures[what.measure], (one) => ({
          ...one,
          status: what.to,
        }));
        break;
      case 'deletes-goal':
        this.#delete('Goal', this.#goals[what.goal]);
        break;
      case 'deletes-measure':
        this.#delete('ServiceRequest', this.#measures[what.measure]);
        break;
      case 'takes-out':
        this.#editPlan(({ goal: list = [], ...plan }) => {
          const left = list.filter(({ reference }) => reference !== `Goal/${this.#goals[what.goal]}`);
          return left.length > 0 ? { ...plan, goal: left } : plan;
        });
        break;
      case 'renames-plan':
        this.#editPlan((plan) => ({ ...plan, title: text }));
        break;
      case 'revokes-plan':
        this.#editPlan((plan) => ({ ...plan, status: 'revoked' }));
        break;
      case 'deletes-plan':
        this.#delete('CarePlan', this.#partner.connector.all('CarePlan')[0]?.id);
        break;
      case 'takes-a-participant-out':
        this.#edit<CareTeam>('CareTeam', this.#partner.connector.all('CareTeam')[0]?.id, (team) => ({
          ...team,
          participant: (team.participant ?? []).slice(0, 1),
        }));
    }
  }

  #editPlan(change: (plan: CarePlan) => CarePlan): void {
    this.#edit('CarePlan', this.#partner.connector.all('CarePlan')[0]?.id, change);
  }

  #edit<R extends Goal | ServiceRequest | CarePlan | CareTeam>(
    type: R['resourceType'],
    id: string | undefined,
    change: (one: R) => R,
  ): void {
    const found = this.#partner.connector.all<R>(type).find((one) => one.id === id);
    if (found) this.#partner.connector.put(change(found));
  }

  #delete(type: string, id: string | undefined): void {
    if (this.#partner.connector.all().some((one) => one.id === id)) this.#partner.connector.delete(type, id ?? '');
  }
}

/** What stands once both have written, and been pulled in this order. */
async function end(
  edits: Readonly<Record<'fjordvik' | 'trust', readonly Edit[]>>,
  order: readonly ('fjordvik' | 'trust')[],
) {
  const stage: Stage = await openSharedStage();
  try {
    for (const name of ['fjordvik', 'trust'] as const) {
      stage[name].connector.tellsDeletions = true;
      const users = new Users(stage[name]);
      for (const one of edits[name]) users.do(one);
    }
    for (const name of order) await stage.pass(stage[name]);
    await stage.settle();
    expect(await stage.store.allSetAside()).toEqual([]);
    // What was closed again on the way is history, and that does depend on the way.
    const parts = [...(await stage.record()).parts.values()].filter(({ kind }) => kind !== 'conflict');
    const stands = [...parts.map(({ resource }) => resource), ...(await stage.conflicts())];
    return {
      record: labelled(stands),
      owners: parts.map(({ kind, owner }) => `${kind} ${owner}`).sort(),
      fjordvik: [...labelled(stage.fjordvik.connector.all()), await stage.standing(stage.fjordvik)],
      trust: [...labelled(stage.trust.connector.all()), await stage.standing(stage.trust)],
    };
  } finally {
    await stage.close();
  }
}

describe('whatever two partners write at the same time', () => {
  test(
    'comes to the same record, the same conflicts and the same copies in both orders of pulls (invariant I9)',
    async () => {
      const some = fc.array(edit, { maxLength: 4 });
      await fc.assert(
        fc.asyncProperty(fc.record({ fjordvik: some, trust: some }), async (edits) => {
          expect(await end(edits, ['trust', 'fjordvik'])).toEqual(await end(edits, ['fjordvik', 'trust']));
        }),
        { numRuns: Number(RUNS), seed: Number(SEED) },
      );
    },
    Math.max(120_000, Number(RUNS) * 1_500),
  );
});
