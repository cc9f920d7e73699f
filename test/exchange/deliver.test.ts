import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AuditEvent, CarePlan, Goal, Resource, ServiceRequest } from '@medplum/fhirtypes';
import { keyOf } from '../../src/record/record.ts';
import { referencesIn } from '../../src/record/references.ts';
import type { PartnerInMemory, Request } from '../sync/partner-in-memory.ts';
import { imported } from './imported.ts';
import { differences } from './in-step.ts';
import { directory, INGRID, Papers } from './papers.ts';
import { INGRIDS, openSharedStage, openStage, type Stage } from './stage.ts';

let stage: Stage;
let trust: PartnerInMemory;
let fjordvik: PartnerInMemory;
beforeEach(async () => {
  stage = await openStage();
  trust = stage.trust.connector;
  fjordvik = stage.fjordvik.connector;
  fjordvik.put(...directory('fjordvik'), ...INGRIDS.whole());
  trust.put(...directory('trust'));
  await stage.pass(stage.fjordvik);
});
afterEach(() => stage.close());

const isWrite = ({ what }: Request): boolean => what === 'create' || what === 'update';
const written = (): readonly Request[] => trust.requests.filter(isWrite);
const planThere = (): CarePlan | undefined => trust.all<CarePlan>('CarePlan')[0];
const goalThere = (text: string): Goal | undefined =>
  trust.all<Goal>('Goal').find(({ description }) => description.text === text);
const rewriteGoal = (text: string): void =>
  fjordvik.edit<Goal>('Goal', 'f-goal-1', (goal) => ({ ...goal, description: { text } }));

/** What a resource points at that the partner does not hold. */
function dangling(resources: readonly Resource[]): readonly string[] {
  const keys = new Set(resources.map(keyOf));
  return resources.flatMap((resource) => referencesIn(resource).filter((reference) => !keys.has(reference)));
}

describe('a first delivery', () => {
  test('at no moment shows an active plan without its parts, or a reference to what is not there', async () => {
    let states = 0;
    trust.onWritten = () => {
      states += 1;
      const held = trust.all();
      expect(dangling(held)).toEqual([]);
      for (const plan of held.filter((one): one is CarePlan => one.resourceType === 'CarePlan')) {
        if (plan.status !== 'active') continue;
        expect([plan.goal?.length, plan.activity?.length, plan.careTeam?.length]).toEqual([2, 2, 1]);
      }
    };
    expect(await stage.pass(stage.trust)).toMatchObject({ outcome: 'completed' });
    expect(states).toBeGreaterThan(8);
    expect(planThere()?.status).toBe('active');
    expect(await stage.standing(stage.trust)).toBe('in-step');
    expect(await differences(stage, stage.trust)).toEqual([]);
  });

  test('matches the Patient by her number and never updates it', async () => {
    const theirs = new Papers('t', INGRID);
    trust.put({ ...theirs.patient(), name: [{ text: 'I. Nesbakk' }] });
    await stage.settle();
    fjordvik.edit('Patient', 'f-patient', (patient) => ({ ...patient, birthDate: '1968-03-14' }) as Resource);
    await stage.settle();
    expect(trust.all('Patient')).toMatchObject([{ id: 't-patient', name: [{ text: 'I. Nesbakk' }] }]);
    expect(written().filter(({ type }) => type === 'Patient')).toEqual([]);
  });

  test('creates the Patient where there is none, with her number', async () => {
    await stage.settle();
    expect(trust.all('Patient')).toMatchObject([
      { identifier: expect.arrayContaining(INGRIDS.patient().identifier ?? []) },
    ]);
  });

  test('is in the access log before anything leaves, and its outcome after', async () => {
    const intents = async (code: string): Promise<readonly AuditEvent[]> =>
      (await stage.stored<AuditEvent>('AuditEvent')).filter(({ subtype }) => subtype?.[0]?.code === code);
    const told: number[] = [];
    trust.onRequest = async (request) => {
      if (!isWrite(request)) return;
      told.push((await intents('deliver-intent')).length);
      expect(await intents('deliver')).toEqual([]);
    };
    await stage.pass(stage.trust);
    expect(new Set(told)).toEqual(new Set([1]));
    const [intent] = await intents('deliver-intent');
    const [outcome, ...others] = await intents('deliver');
    expect(others).toEqual([]);
    const named = (event: AuditEvent | undefined) =>
      new Set(event?.entity?.map(({ what }) => what?.reference?.split('/')[0]));
    for (const type of ['CarePlan', 'Goal', 'ServiceRequest', 'CareTeam', 'Consent']) {
      expect(named(intent)).toContain(type);
      expect(named(outcome)).toContain(type);
    }
    expect(outcome?.outcome).toBe('0');
    expect(JSON.stringify(intent)).toContain('hpl § 22');
    expect(JSON.stringify([intent, outcome])).toContain(stage.trust.organization);
  });

  test('that fails is in the access log as failed', async () => {
    trust.onRequest = (request) => {
      if (isWrite(request)) trust.isDown = true;
    };
    await stage.pass(stage.trust);
    const events = await stage.stored<AuditEvent>('AuditEvent');
    const outcomes = events.filter(({ subtype }) => subtype?.[0]?.code === 'deliver').map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['8']);
  });
});

describe('a lost answer', () => {
  test('to any of the writes makes no double, and nothing is missing in the end', async () => {
    await stage.settle();
    const whole = trust.all().length;
    const writes = written().length;
    for (let nth = 1; nth <= writes; nth += 1) {
      await stage.close();
      stage = await openStage();
      const { connector } = stage.trust;
      stage.fjordvik.connector.put(...directory('fjordvik'), ...INGRIDS.whole());
      connector.put(...directory('trust'));
      let count = 0;
      connector.onRequest = (request) => {
        if (isWrite(request)) count += 1;
        connector.losesAnswers = count === nth && isWrite(request) ? 1 : 0;
      };
      await stage.settle();
      expect([nth, connector.all().length]).toEqual([nth, whole]);
      expect(await differences(stage, stage.trust)).toEqual([]);
      expect(await stage.standing(stage.trust)).toBe('in-step');
    }
  }, 120_000);

  test('to every first write all the same', async () => {
    const seen = new Set<string>();
    trust.onRequest = (request) => {
      const once = `${request.what} ${JSON.stringify(request.resource)}`;
      trust.losesAnswers = isWrite(request) && !seen.has(once) ? 1 : 0;
      seen.add(once);
    };
    for (let pass = 0; pass < 30; pass += 1) await stage.pass(stage.trust);
    await stage.settle();
    expect(await differences(stage, stage.trust)).toEqual([]);
    expect([trust.all('Goal').length, trust.all('ServiceRequest').length, trust.all('CarePlan').length]).toEqual([
      2, 2, 1,
    ]);
    expect(await stage.conflicts()).toEqual([]);
  });
});

describe('a partner whose copy moved on', () => {
  beforeEach(() => stage.settle());

  test('is merged and sent again: both edits stand at both', async () => {
    rewriteGoal('Gå til kirken');
    trust.onRequest = ({ what, type }) => {
      if (what !== 'update' || type !== 'Goal') return;
      trust.onRequest = () => {};
      const goal = goalThere('Gå til butikken alene') as Goal;
      trust.put({ ...goal, priority: { text: 'viktigst' } });
    };
    await stage.settle();
    for (const goal of [goalThere('Gå til kirken'), fjordvik.get<Goal>('Goal', 'f-goal-1')]) {
      expect(goal).toMatchObject({ description: { text: 'Gå til kirken' }, priority: { text: 'viktigst' } });
    }
    expect(await stage.conflicts()).toEqual([]);
  });

  test('and made something new meanwhile, gives that too', async () => {
    rewriteGoal('Gå til kirken');
    fjordvik.edit<CarePlan>('CarePlan', 'f-plan', (plan) => ({ ...plan, title: 'Ny tittel' }));
    trust.onRequest = ({ what, type }) => {
      if (what !== 'update' || type !== 'CarePlan') return;
      trust.onRequest = () => {};
      const plan = planThere() as CarePlan;
      const goal: Goal = {
        ...new Papers('t', INGRID).goal('new', 'Spille trekkspill'),
        subject: plan.subject as Goal['subject'],
      };
      trust.put(goal, { ...plan, goal: [...(plan.goal ?? []), { reference: 'Goal/t-new' }] });
    };
    await stage.settle();
    expect(fjordvik.all<Goal>('Goal').map(({ description }) => description.text)).toContain('Spille trekkspill');
    expect(fjordvik.get<CarePlan>('CarePlan', 'f-plan').goal).toHaveLength(3);
    expect(planThere()).toMatchObject({ title: 'Ny tittel' });
    expect(await differences(stage, stage.trust)).toEqual([]);
  });

  test('again and again, is left owed after some rounds and is in step once it rests', async () => {
    let moves = 0;
    trust.onRequest = ({ what, type }) => {
      if (what !== 'update' || type !== 'Goal') return;
      moves += 1;
      const [goal] = trust.all<Goal>('Goal');
      trust.put({ ...(goal as Goal), note: [{ text: `${moves}` }] });
    };
    rewriteGoal('Gå til kirken');
    await stage.pass(stage.fjordvik);
    await stage.pass(stage.trust);
    expect(moves).toBeGreaterThan(2);
    expect(moves).toBeLessThan(10);
    expect(await stage.link(stage.trust)).toMatchObject({ standing: 'owed', reason: 'moving', attempts: 1 });
    trust.onRequest = () => {};
    await stage.settle();
    expect(await stage.standing(stage.trust)).toBe('in-step');
    expect(goalThere('Gå til kirken')?.note).toEqual([{ text: `${moves}` }]);
  });

  test('into something broken, is sent nothing more', async () => {
    rewriteGoal('Gå til kirken');
    fjordvik.edit<ServiceRequest>('ServiceRequest', 'f-measure-1', (one) => ({ ...one, status: 'on-hold' }));
    trust.onRequest = ({ what, type }) => {
      if (what !== 'update' || type !== 'Goal') return;
      trust.onRequest = () => {};
      trust.put({ ...goalThere('Gå til butikken alene'), lifecycleStatus: 'never' } as unknown as Goal);
    };
    await stage.pass(stage.fjordvik);
    await stage.pass(stage.trust);
    expect(await stage.standing(stage.trust)).toBe('blocked');
    expect(trust.all<ServiceRequest>('ServiceRequest').map(({ status }) => status)).toEqual(['active', 'active']);
  });

  test('and deleted it, is sent nothing of it while that waits for a decision', async () => {
    const goal = goalThere('Gå til butikken alene') as Goal;
    trust.delete('Goal', goal.id ?? '');
    rewriteGoal('Gå til kirken');
    await stage.pass(stage.fjordvik);
    await stage.pass(stage.trust);
    expect(await stage.standing(stage.trust)).toBe('in-conflict');
    expect(await stage.conflicts()).toHaveLength(1);
    expect(goalThere('Gå til kirken')).toBeUndefined();
    expect(trust.all('Goal')).toHaveLength(1);
  });
});

describe('a partner that makes something of its own of what it is sent', () => {
  test('is not sent the same for ever: with nothing changed a pass asks once and writes nothing', async () => {
    trust.normalize = imported;
    await stage.settle();
    const goal = goalThere('Gå til butikken alene');
    expect(goal?.meta?.tag).toMatchObject([{ code: 'imported' }]);
    for (let pass = 0; pass < 3; pass += 1) {
      const before = trust.requests.length;
      const { seq } = await stage.store.changedSince(0);
      await stage.pass(stage.trust);
      expect(trust.requests.slice(before).map(({ what }) => what)).toEqual(['changes']);
      expect((await stage.store.changedSince(0)).seq).toBe(seq);
    }
    expect(await stage.standing(stage.trust)).toBe('in-step');
  });

  test('is not sent what it would hold all the same: we drop what it dropped before', async () => {
    trust.normalize = (resource) => {
      const { note: _, ...rest } = resource as Goal;
      return rest as Resource;
    };
    const note = [{ text: 'Arvid er med' }];
    fjordvik.edit<Goal>('Goal', 'f-goal-1', (goal) => ({ ...goal, note }));
    await stage.settle();
    const before = written().length;
    fjordvik.edit<Goal>('Goal', 'f-goal-1', ({ note: _, ...goal }) => goal);
    await stage.settle();
    expect(written()).toHaveLength(before);
    expect(await stage.standing(stage.trust)).toBe('in-step');
  });

  test('keeps its own shape through our edits, and ours keeps what it dropped', async () => {
    trust.normalize = imported;
    await stage.settle();
    rewriteGoal('Gå til kirken');
    fjordvik.edit<ServiceRequest>('ServiceRequest', 'f-measure-1', (one) => ({ ...one, status: 'on-hold' }));
    await stage.settle();
    expect(goalThere('Gå til kirken')?.meta?.tag).toMatchObject([{ code: 'imported' }]);
    const measure = fjordvik.get<ServiceRequest>('ServiceRequest', 'f-measure-1');
    expect(measure.performer?.[0]?.display).toBe('Fjordvik kommune');
    expect(measure.meta?.tag).toBeUndefined();
    expect(measure.status).toBe('on-hold');
  });
});

test('a pass with nothing changed costs one request and no commit that anyone can see', async () => {
  await stage.settle();
  for (const partner of [stage.fjordvik, stage.trust]) {
    const before = partner.connector.requests.length;
    await stage.pass(partner);
    expect(partner.connector.requests.slice(before)).toEqual([{ what: 'changes', type: '' }]);
  }
});

test('a generated narrative says what the data say now, and comes to nobody else', async () => {
  await stage.close();
  stage = await openSharedStage();
  const [goal] = stage.trust.connector.all<Goal>('Goal');
  const div = '<div xmlns="http://www.w3.org/1999/xhtml">Gammelt</div>';
  stage.trust.connector.put({ ...(goal as Goal), text: { status: 'generated', div } });
  await stage.settle();
  stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (one) => ({ ...one, description: { text: 'Nytt' } }));
  await stage.settle();
  expect(stage.trust.connector.get<Goal>('Goal', goal?.id ?? '').text?.div).toContain('Nytt');
  expect(stage.trust.connector.get<Goal>('Goal', goal?.id ?? '').text?.div).not.toContain('Gammelt');
  expect(JSON.stringify(stage.fjordvik.connector.ever())).not.toContain('Gammelt');
});

test('a narrative that says more than the data stays with who wrote it, untouched', async () => {
  await stage.close();
  stage = await openSharedStage();
  const [goal] = stage.trust.connector.all<Goal>('Goal');
  const text = { status: 'additional', div: '<div xmlns="http://www.w3.org/1999/xhtml">Bare her</div>' } as const;
  stage.trust.connector.put({ ...(goal as Goal), text, startDate: '2026-11-01' });
  await stage.settle();
  stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (one) => ({ ...one, description: { text: 'Nytt' } }));
  await stage.settle();
  expect(stage.trust.connector.get<Goal>('Goal', goal?.id ?? '')).toMatchObject({
    text,
    description: { text: 'Nytt' },
  });
  expect(stage.fjordvik.connector.get<Goal>('Goal', 'f-goal-1').startDate).toBe('2026-11-01');
  expect(JSON.stringify(stage.fjordvik.connector.ever())).not.toContain('Bare her');
});

test('what is created at a partner has a narrative of what it is sent, and nothing else has', async () => {
  await stage.close();
  stage = await openSharedStage();
  for (const resource of stage.trust.connector.all()) {
    const text = 'text' in resource ? JSON.stringify(resource.text) : undefined;
    const isOurs = JSON.stringify(resource).includes('urn:uuid:');
    const hasOne = isOurs && ['CarePlan', 'CareTeam', 'Goal', 'ServiceRequest'].includes(resource.resourceType);
    expect([resource.resourceType, text !== undefined]).toEqual([resource.resourceType, hasOne]);
  }
  for (const resource of stage.fjordvik.connector.all()) expect(resource).not.toHaveProperty('text');
});
