import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CarePlan, Consent, Goal, Task } from '@medplum/fhirtypes';
import { admitResource } from '../../src/exchange/admit-changes.ts';
import { SAMPLAN } from '../../src/record/systems.ts';
import type { PartnerInMemory } from '../sync/partner-in-memory.ts';
import { TRUST } from './papers.ts';
import { INGRIDS, openSharedStage, type Stage } from './stage.ts';

let stage: Stage;
let trust: PartnerInMemory;
let fjordvik: PartnerInMemory;
beforeEach(async () => {
  stage = await openSharedStage();
  trust = stage.trust.connector;
  fjordvik = stage.fjordvik.connector;
});
afterEach(() => stage.close());

const end = (consent: Consent): void =>
  fjordvik.edit<Consent>('Consent', consent.id ?? '', (one) => ({ ...one, status: 'inactive' }));
const breakPlan = (): void =>
  fjordvik.edit<CarePlan>('CarePlan', 'f-plan', ({ period: _, ...plan }) => plan as CarePlan);
const rewriteGoal = (text: string): void =>
  fjordvik.edit<Goal>('Goal', 'f-goal-1', (goal) => ({ ...goal, description: { text } }));

describe('a withdrawal', () => {
  test('takes effect although what comes with it is set aside', async () => {
    breakPlan();
    end(INGRIDS.access(TRUST));
    await stage.settle();
    expect(await stage.standing(stage.fjordvik)).toBe('blocked');
    expect(await stage.link(stage.trust)).toMatchObject({ standing: 'held', reason: 'opposed' });
  });

  test('is in force when something else is mended later, and is not taken twice', async () => {
    breakPlan();
    end(INGRIDS.access(TRUST));
    await stage.settle();
    fjordvik.edit<CarePlan>('CarePlan', 'f-plan', (plan) => ({ ...plan, period: { start: '2026-09-01' } }));
    rewriteGoal('Skrevet etter tilbaketrekningen');
    await stage.settle();
    expect(await stage.standing(stage.fjordvik)).toBe('in-step');
    expect(JSON.stringify(trust.ever())).not.toContain('Skrevet etter tilbaketrekningen');
    const denials = [...(await stage.record()).parts.values()].filter(
      ({ resource }) => resource.resourceType === 'Consent' && resource.provision?.type === 'deny',
    );
    expect(denials).toHaveLength(1);
  });

  test('of the consent that the plan is made is not refused, and nothing more of the plan is sent', async () => {
    end(INGRIDS.planMade());
    rewriteGoal('Skrevet etter at planen ikke er ønsket');
    await stage.settle();
    expect(await stage.store.overview()).toMatchObject({ setAside: 0 });
    expect(JSON.stringify(trust.ever())).not.toContain('Skrevet etter at planen ikke er ønsket');
    // It is told, so that it can end its own copy.
    expect(trust.all<Consent>('Consent').map(({ status }) => status)).toContain('inactive');
  });

  test('of the consent that the plan is made is not refused over REST either', async () => {
    const { record, parts } = { record: await stage.record(), parts: (await stage.record()).parts };
    const made = [...parts.values()].find(
      ({ resource }) => resource.resourceType === 'Consent' && resource.category[0]?.coding?.[0]?.code === 'plan-made',
    )?.resource as Consent;
    const stored = await stage.store.read('Consent', made.id ?? '');
    const ended = { ...made, status: 'inactive' } as const;
    const { findings } = await admitResource(stage.context, stage.context.controller, ended, {
      expectedVersion: stored?.version ?? 0,
    });
    expect(findings).toEqual([]);
    const plans = await stage.stored<CarePlan>('CarePlan');
    expect(plans.map(({ status }) => status)).toEqual(['revoked']);
    expect(record.person).toBe(stored?.record);
  });
});

describe('a conflict', () => {
  const forged = (patient: string, focus: string): Task => ({
    resourceType: 'Task',
    status: 'requested',
    intent: 'order',
    code: { coding: [{ system: SAMPLAN.conflictKind, code: 'conflict' }] },
    for: { reference: `Patient/${patient}` },
    focus: { reference: focus },
    input: [
      { type: { coding: [{ system: SAMPLAN.conflictInput, code: 'path' }] }, valueString: '["description","text"]' },
      { type: { coding: [{ system: SAMPLAN.conflictInput, code: 'partner' }] }, valueString: stage.fjordvik.name },
      {
        type: { coding: [{ system: SAMPLAN.conflictInput, code: 'theirs' }] },
        valueAttachment: { data: Buffer.from('"Skrevet av sykehuset"').toString('base64') },
      },
    ],
  });

  test('that a partner sends is none', async () => {
    const [goal] = trust.all<Goal>('Goal');
    const [patient] = trust.all('Patient');
    trust.put({ ...forged(patient?.id ?? '', `Goal/${goal?.id}`), id: 'forged' });
    await stage.settle();
    expect(await stage.conflicts()).toEqual([]);
    expect(JSON.stringify(fjordvik.ever())).not.toContain('Skrevet av sykehuset');
  });

  test('is neither made nor ended by writing its Task', async () => {
    const task = forged(await stage.person(), 'Goal/x');
    await expect(admitResource(stage.context, stage.context.controller, task, {})).rejects.toMatchObject({
      code: 'method-not-allowed',
    });
  });
});
