import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CarePlan, Observation } from '@medplum/fhirtypes';
import { resolveConflict } from '../../src/exchange/resolve-conflict.ts';
import { conflictOf } from '../../src/record/conflict.ts';
import { differences } from './in-step.ts';
import { labelled } from './labels.ts';
import { directory } from './papers.ts';
import { INGRIDS, openStage, type Stage, type StagedPartner } from './stage.ts';

const coordinator = { name: 'Kari', organization: '310601012', sector: 'municipal' } as const;
const sleep: Observation = {
  resourceType: 'Observation',
  id: 'f-sleep',
  status: 'final',
  code: { text: 'Søvn' },
  subject: INGRIDS.person,
  valueString: 'Sover dårlig',
};

/** Ingrid's plan as a draft, with an observation that belongs to it, at both sides. */
async function open(): Promise<Stage> {
  const stage = await openStage();
  const papers = INGRIDS.whole().filter(({ resourceType }) => resourceType !== 'CarePlan');
  const plan = INGRIDS.plan(['goal-1', 'goal-2'], ['measure-1', 'measure-2']);
  const draft: CarePlan = { ...plan, status: 'draft', supportingInfo: [{ reference: 'Observation/f-sleep' }] };
  stage.fjordvik.connector.put(...directory('fjordvik'), ...papers, sleep, draft);
  stage.trust.connector.put(...directory('trust'));
  await stage.settle();
  return stage;
}

let stage: Stage;
beforeEach(async () => {
  stage = await open();
});
afterEach(() => stage.close());

const planAt = ({ connector }: StagedPartner): CarePlan => connector.all<CarePlan>('CarePlan')[0] as CarePlan;
const sleepAt = ({ connector }: StagedPartner): Observation =>
  connector.all<Observation>('Observation')[0] as Observation;
const without = <R extends object>(resource: R, name: keyof R): R => {
  const { [name]: _, ...rest } = resource;
  return rest as R;
};

/** Both write, and are pulled in both orders; what comes of it must be the same (invariant I9). */
async function inBothOrders(write: () => void): Promise<void> {
  const ends: unknown[] = [];
  for (const order of [
    ['trust', 'fjordvik'],
    ['fjordvik', 'trust'],
  ] as const) {
    await stage.close();
    stage = await open();
    write();
    for (const name of order) await stage.pass(stage[name]);
    await stage.settle();
    const parts = [...(await stage.record()).parts.values()].map(({ resource }) => resource);
    ends.push([labelled(parts), labelled(stage.fjordvik.connector.all()), labelled(stage.trust.connector.all())]);
    expect(await stage.store.allSetAside()).toEqual([]);
  }
  expect(ends[1]).toEqual(ends[0]);
}

describe('two lawful edits that merge into a breach are a conflict, not a refusal', () => {
  test('the plan begins, and the trust has taken its period out of the draft', async () => {
    await inBothOrders(() => {
      stage.fjordvik.connector.put({ ...planAt(stage.fjordvik), status: 'active' });
      stage.trust.connector.put({ ...without(planAt(stage.trust), 'period'), description: 'Skrevet av sykehuset' });
    });
    const [task, ...others] = await stage.conflicts();
    expect(others).toEqual([]);
    expect(task && conflictOf(task)).toMatchObject({
      partner: stage.trust.name,
      path: ['period'],
      base: { start: '2026-09-01' },
      ours: { start: '2026-09-01' },
      theirs: undefined,
    });
    expect(planAt(stage.fjordvik)).toMatchObject({
      status: 'active',
      period: { start: '2026-09-01' },
      description: 'Skrevet av sykehuset',
    });
    expect(planAt(stage.trust).period).toBeUndefined();
    expect(await stage.standing(stage.trust)).toBe('in-conflict');
  });

  describe('one says it in words, the other in a number', () => {
    const hours = { value: 5, unit: 'timer', system: 'http://unitsofmeasure.org', code: 'h' };
    const write = (): void => {
      stage.fjordvik.connector.put({ ...sleepAt(stage.fjordvik), valueString: 'Sover bedre' });
      stage.trust.connector.put({ ...without(sleepAt(stage.trust), 'valueString'), valueQuantity: hours });
    };

    test('the owner’s stands, and the trust keeps its own', async () => {
      await inBothOrders(write);
      expect(sleepAt(stage.fjordvik)).toMatchObject({ valueString: 'Sover bedre' });
      expect(sleepAt(stage.fjordvik)).not.toHaveProperty('valueQuantity');
      expect(sleepAt(stage.trust)).toMatchObject({ valueQuantity: hours });
      expect(sleepAt(stage.trust)).not.toHaveProperty('valueString');
      for (const partner of [stage.fjordvik, stage.trust]) expect(await differences(stage, partner)).toEqual([]);
    });

    test.each([
      ['record', { valueString: 'Sover bedre' }],
      ['partner', { valueQuantity: hours }],
    ] as const)('deciding for the %s decides the whole element', async (take, value) => {
      write();
      await stage.settle();
      const tasks = await stage.conflicts();
      expect(tasks.map((task) => conflictOf(task)?.path).sort()).toEqual([['valueQuantity'], ['valueString']]);
      await resolveConflict(stage.context, coordinator, tasks[0]?.id ?? '', { take });
      await stage.settle();
      expect(await stage.conflicts()).toEqual([]);
      for (const partner of [stage.fjordvik, stage.trust]) {
        const { valueString, valueQuantity } = sleepAt(partner);
        expect(JSON.parse(JSON.stringify({ valueString, valueQuantity }))).toEqual(value);
      }
    });
  });

  test('what is not sound by itself is set aside', async () => {
    stage.fjordvik.connector.put({ ...planAt(stage.fjordvik), status: 'active' });
    await stage.settle();
    stage.trust.connector.put(without(planAt(stage.trust), 'period'));
    await stage.settle();
    expect(await stage.standing(stage.trust)).toBe('blocked');
    expect(planAt(stage.fjordvik).period).toBeDefined();
  });
});
