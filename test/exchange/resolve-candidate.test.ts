import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CarePlan, Goal, Provenance, ServiceRequest } from '@medplum/fhirtypes';
import { type Decision, resolveConflict } from '../../src/exchange/resolve-conflict.ts';
import { differences } from './in-step.ts';
import type { Stage } from './stage.ts';
import { OUR_PLAN, openStageOfTwoPlans, THEIR_GOAL, THEIR_MEASURE, THEIR_PLAN, trustsPlan } from './two-plans.ts';

const coordinator = { name: 'Kari', organization: '310601012', sector: 'municipal' } as const;
const WAYS: readonly Decision[] = [
  { as: 'sub-plan' },
  { as: 'merge' },
  { as: 'replaced' },
  { take: 'record' },
  { take: 'partner' },
];

let stage: Stage;
beforeEach(async () => {
  stage = await openStageOfTwoPlans();
});
afterEach(() => stage.close());

async function decide(decision: Decision): Promise<string> {
  await stage.settle();
  const [task] = await stage.conflicts();
  await resolveConflict(stage.context, coordinator, task?.id ?? '', decision);
  await stage.settle();
  return task?.id ?? '';
}

/** A plan as a partner holds it, by its title. */
function planAt(at: 'fjordvik' | 'trust', title: string): CarePlan {
  const found = stage[at].connector.all<CarePlan>('CarePlan').filter((one) => one.title === title);
  expect(found).toHaveLength(1);
  return found[0] as CarePlan;
}

/** Texts of what a plan leads to at a partner. */
function contentsOf(at: 'fjordvik' | 'trust', plan: CarePlan): readonly (string | undefined)[] {
  const { connector } = stage[at];
  const goals = (plan.goal ?? []).map(({ reference }) =>
    connector.get<Goal>('Goal', reference?.slice('Goal/'.length) ?? ''),
  );
  const measures = (plan.activity ?? []).map(({ reference }) =>
    connector.get<ServiceRequest>('ServiceRequest', reference?.reference?.slice('ServiceRequest/'.length) ?? ''),
  );
  return [...goals.map(({ description }) => description.text), ...measures.map(({ code }) => code?.text)];
}

describe.each(WAYS)('two plans decided by %j', (decision) => {
  test('are in step on both sides, nothing set aside, and decided once', async () => {
    const task = await decide(decision);
    expect(await stage.conflicts()).toEqual([]);
    expect(await stage.store.allSetAside()).toEqual([]);
    for (const partner of [stage.fjordvik, stage.trust]) {
      expect(await stage.standing(partner)).toBe('in-step');
      expect(await differences(stage, partner)).toEqual([]);
    }
    await expect(resolveConflict(stage.context, coordinator, task, { as: 'merge' })).rejects.toMatchObject({
      code: 'already-decided',
    });
  });

  test('stand the same when the trust was pulled first, and neither loses anything', async () => {
    await stage.pass(stage.trust);
    await decide(decision);
    for (const at of ['fjordvik', 'trust'] as const) {
      const [ours, theirs] = [planAt(at, OUR_PLAN), planAt(at, THEIR_PLAN)];
      expect(contentsOf(at, ours)).toEqual(expect.arrayContaining(['Lese høyt for barnebarna', 'Gangtrening']));
      expect(contentsOf(at, theirs)).toEqual([THEIR_GOAL, THEIR_MEASURE]);
      expect(await differences(stage, stage[at])).toEqual([]);
    }
  });

  test('are a new version of both by who decided', async () => {
    await decide(decision);
    const made = (await stage.stored<Provenance>('Provenance')).filter(({ activity }) =>
      JSON.stringify(activity).includes('resolve-conflict'),
    );
    expect(made).toHaveLength(1);
    expect(JSON.stringify(made[0]?.agent)).toContain(coordinator.organization);
    expect(made[0]?.target.some(({ reference }) => reference?.startsWith('CarePlan/'))).toBe(true);
  });
});

describe('a candidate with measures inline', () => {
  const inline = {
    activity: [{ detail: { status: 'in-progress' as const, code: { text: THEIR_MEASURE }, description: 'Hver uke' } }],
  };

  test.each(WAYS)('is decided by %j like any other', async (decision) => {
    await stage.close();
    stage = await openStageOfTwoPlans(inline, { measures: { trust: 'inline' } });
    await decide(decision);
    expect(await stage.conflicts()).toEqual([]);
    for (const partner of [stage.fjordvik, stage.trust]) {
      expect(await stage.standing(partner)).toBe('in-step');
      expect(await differences(stage, partner)).toEqual([]);
    }
    expect(JSON.stringify(stage.fjordvik.connector.all<ServiceRequest>('ServiceRequest'))).toContain(THEIR_MEASURE);
    expect(planAt('trust', THEIR_PLAN).activity).toHaveLength(1);
  });
});

describe('a candidate', () => {
  test('as sub-plan is part of the record’s plan, on its own side too', async () => {
    await decide({ as: 'sub-plan' });
    for (const at of ['fjordvik', 'trust'] as const) {
      const theirs = planAt(at, THEIR_PLAN);
      expect(theirs.partOf).toEqual([{ reference: `CarePlan/${planAt(at, OUR_PLAN).id}` }]);
      expect(theirs.status).toBe('active');
    }
    expect(planAt('trust', THEIR_PLAN).id).toBe('t-plan');
  });

  test('merged gives the record’s plan its goals and measures, and ends', async () => {
    await decide({ as: 'merge' });
    for (const at of ['fjordvik', 'trust'] as const) {
      const [ours, theirs] = [planAt(at, OUR_PLAN), planAt(at, THEIR_PLAN)];
      expect(contentsOf(at, ours)).toEqual(expect.arrayContaining([THEIR_GOAL, THEIR_MEASURE]));
      expect([ours.status, theirs.status]).toEqual(['active', 'revoked']);
      expect(ours.replaces).toEqual([{ reference: `CarePlan/${theirs.id}` }]);
      const measure = stage[at].connector
        .all<ServiceRequest>('ServiceRequest')
        .find(({ code }) => code?.text === THEIR_MEASURE);
      expect(measure?.basedOn).toEqual([{ reference: `CarePlan/${ours.id}` }]);
    }
  });

  test.each<[Decision, string, string]>([
    [{ as: 'replaced' }, OUR_PLAN, THEIR_PLAN],
    [{ take: 'record' }, OUR_PLAN, THEIR_PLAN],
    [{ take: 'partner' }, THEIR_PLAN, OUR_PLAN],
  ])('decided by %j: %s stands and says that it replaces %s', async (decision, stands, ends) => {
    await decide(decision);
    for (const at of ['fjordvik', 'trust'] as const) {
      expect(planAt(at, stands)).toMatchObject({
        status: 'active',
        replaces: [{ reference: `CarePlan/${planAt(at, ends).id}` }],
      });
      expect(planAt(at, ends).status).toBe('revoked');
    }
  });

  test('that could not stand as it is, is not decided so', async () => {
    const { period: _, ...plan } = trustsPlan();
    stage.trust.connector.put(plan);
    await expect(decide({ take: 'partner' })).rejects.toMatchObject({ code: 'invalid' });
    expect(await stage.conflicts()).toHaveLength(1);
    await decide({ as: 'replaced' });
    expect(planAt('trust', THEIR_PLAN).status).toBe('revoked');
  });

  test('is decided by no value, and no element by what is for plans', async () => {
    await expect(decide({ value: 1 })).rejects.toMatchObject({ code: 'bad-parameter' });
  });

  test('edited while it is decided keeps the edit', async () => {
    await stage.settle();
    const [task] = await stage.conflicts();
    stage.trust.connector.edit<CarePlan>('CarePlan', 't-plan', (one) => ({ ...one, description: 'Ny tekst' }));
    await resolveConflict(stage.context, coordinator, task?.id ?? '', { as: 'sub-plan' });
    await stage.settle();
    for (const at of ['fjordvik', 'trust'] as const) {
      expect(planAt(at, THEIR_PLAN)).toMatchObject({ description: 'Ny tekst', partOf: [expect.anything()] });
    }
    expect(await stage.conflicts()).toEqual([]);
  });
});
