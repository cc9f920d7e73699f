import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CarePlan, Consent, Goal, Observation, Patient, Resource } from '@medplum/fhirtypes';
import { NATIONAL } from '../../src/record/systems.ts';
import { directory, INGRID, Papers, PER } from './papers.ts';
import { INGRIDS, openStage, type Stage } from './stage.ts';

let stage: Stage;
const pers = new Papers('p', PER);
beforeEach(async () => {
  stage = await openStage();
  stage.fjordvik.connector.put(...directory('fjordvik'));
  stage.trust.connector.put(...directory('trust'));
});
afterEach(() => stage.close());

const without = (resources: readonly Resource[], ...ids: readonly string[]): readonly Resource[] =>
  resources.filter(({ id }) => !ids.includes(id ?? ''));

async function findings(): Promise<readonly string[]> {
  const entries = await stage.store.allSetAside();
  return entries.flatMap((entry) =>
    entry.findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule),
  );
}

describe('set aside', () => {
  test('an active plan without period and consent: two findings that say what to do, and nothing of it is a record', async () => {
    const { period: _, ...plan } = INGRIDS.plan(['goal-1'], []);
    const papers = [INGRIDS.patient(), INGRIDS.team(), INGRIDS.goal('goal-1', 'x'), plan];
    stage.fjordvik.connector.put(...papers);
    expect(await stage.pass(stage.fjordvik)).toMatchObject({ outcome: 'completed', setAside: 1, admitted: 0 });
    const [entry] = await stage.store.allSetAside();
    const errors = entry?.findings.filter(({ severity }) => severity === 'error') ?? [];
    expect(errors.map(({ rule }) => rule).sort()).toEqual(['plan-made-consent', 'plan-period']);
    for (const { action, reference } of errors) {
      expect(action?.nb).toEqual(expect.any(String));
      expect(reference).toEqual(expect.any(String));
    }
    expect(entry?.resources).toHaveLength(papers.length);
    expect(await stage.store.overview()).toMatchObject({ records: 0, setAside: 1, findings: 2 });
    expect(await stage.standing(stage.fjordvik)).toBe('blocked');
  });

  test('it joins in when it is mended, though only what was mended comes again', async () => {
    const { period: _, ...plan } = INGRIDS.plan(['goal-1'], []);
    stage.fjordvik.connector.put(INGRIDS.patient(), INGRIDS.team(), INGRIDS.goal('goal-1', 'Gå'), plan);
    await stage.settle();
    stage.fjordvik.connector.edit<CarePlan>('CarePlan', 'f-plan', (one) => ({
      ...one,
      period: { start: '2026-09-01' },
    }));
    await stage.settle();
    expect(await findings()).toEqual(['plan-made-consent']);
    stage.fjordvik.connector.put(INGRIDS.planMade());
    expect(await stage.pass(stage.fjordvik)).toMatchObject({ admitted: 1, setAside: 0 });
    expect(await stage.store.overview()).toMatchObject({ records: 1, setAside: 0, findings: 0 });
    expect((await stage.record()).parts.size).toBe(5);
    expect(await stage.standing(stage.fjordvik)).toBe('in-step');
  });

  test('broken structure of a part sets the person’s plan aside, and says where', async () => {
    const broken = { ...INGRIDS.goal('goal-1', 'x'), lifecycleStatus: 17 } as unknown as Goal;
    stage.fjordvik.connector.put(...without(INGRIDS.whole(), 'f-goal-1'), broken);
    await stage.pass(stage.fjordvik);
    const [entry] = await stage.store.allSetAside();
    expect(entry?.findings.map(({ path }) => path).join()).toContain('lifecycleStatus');
    expect(await stage.stored('CarePlan')).toEqual([]);
  });

  test('a Patient that is not sound sets the person’s plan aside, the first time and later', async () => {
    const broken = { ...INGRIDS.patient(), gender: 17 } as unknown as Patient;
    stage.fjordvik.connector.put(...without(INGRIDS.whole(), 'f-patient'), broken);
    await stage.pass(stage.fjordvik);
    expect(await findings()).toEqual(['type']);
    stage.fjordvik.connector.put(INGRIDS.patient());
    await stage.pass(stage.fjordvik);
    expect(await findings()).toEqual([]);
    stage.fjordvik.connector.put(broken);
    await stage.pass(stage.fjordvik);
    expect(await findings()).toEqual(['type']);
  });

  test.each<[string, unknown]>([
    ['a number', 1],
    ['nothing', null],
    ['a list', []],
    ['text', 'x'],
  ])('a plan whose category is %s is set aside, not lost and not fatal', async (_, category) => {
    const plan = { ...INGRIDS.plan([], []), category } as unknown as CarePlan;
    stage.fjordvik.connector.put(INGRIDS.patient(), plan, ...pers.whole());
    expect(await stage.pass(stage.fjordvik)).toMatchObject({ outcome: 'completed', admitted: 1 });
    expect(await stage.standing(stage.fjordvik, PER)).toBe('in-step');
  });

  test('a broken resource that has nothing to do with the plan is left alone', async () => {
    const weight = { ...INGRIDS.weight(), status: 17 } as unknown as Observation;
    stage.fjordvik.connector.put(...INGRIDS.whole(), weight);
    expect(await stage.pass(stage.fjordvik)).toMatchObject({ admitted: 1, setAside: 0 });
    expect(await stage.stored('Observation')).toEqual([]);
  });

  test('another person’s resource under an id known before', async () => {
    stage.fjordvik.connector.put(...INGRIDS.whole(), ...pers.whole());
    await stage.settle();
    const before = (await stage.record()).parts;
    stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({ ...goal, subject: pers.person }));
    await stage.settle();
    expect(await findings()).toEqual(['another-person']);
    expect((await stage.record()).parts).toEqual(before);
    expect(await stage.standing(stage.fjordvik, PER)).toBe('blocked');
    expect(await stage.standing(stage.fjordvik, INGRID)).toBe('in-step');
  });

  test('a Patient whose identifiers belong to several persons', async () => {
    stage.fjordvik.connector.put(...INGRIDS.whole(), ...pers.whole());
    await stage.pass(stage.fjordvik);
    const both = [INGRID, PER].map((value) => ({ system: NATIONAL.birthNumber, value }));
    const patient: Patient = { resourceType: 'Patient', id: 'both', identifier: both };
    stage.trust.connector.put(patient, {
      ...new Papers('t', INGRID).planMade(),
      patient: { reference: 'Patient/both' },
    });
    await stage.pass(stage.trust);
    expect(await findings()).toEqual(['several-persons']);
    expect(await stage.store.overview()).toMatchObject({ records: 2 });
  });

  test('one bad record never stops the rest', async () => {
    const { period: _, ...plan } = INGRIDS.plan([], []);
    stage.fjordvik.connector.put(INGRIDS.patient(), plan, ...pers.whole());
    await stage.settle();
    expect(await stage.standing(stage.fjordvik, INGRID)).toBe('blocked');
    expect(await stage.standing(stage.fjordvik, PER)).toBe('in-step');
    expect(await stage.standing(stage.trust, PER)).toBe('in-step');
  });

  test('nothing is sent to a partner about someone whose papers there are set aside', async () => {
    stage.fjordvik.connector.put(...INGRIDS.whole());
    await stage.settle();
    const [goal] = stage.trust.connector.all<Goal>('Goal');
    stage.trust.connector.put({ ...goal, lifecycleStatus: 'never' } as unknown as Goal);
    await stage.pass(stage.trust);
    const { length } = stage.trust.connector.requests.filter(({ what }) => what === 'update');
    stage.fjordvik.connector.edit<CarePlan>('CarePlan', 'f-plan', (one) => ({ ...one, title: 'Ny' }));
    await stage.settle();
    expect(await stage.standing(stage.trust)).toBe('blocked');
    expect(stage.trust.connector.requests.filter(({ what }) => what === 'update')).toHaveLength(length);
    stage.trust.connector.put({ ...goal, id: goal?.id ?? '' } as Goal);
    await stage.settle();
    expect(await stage.standing(stage.trust)).toBe('in-step');
    expect(stage.trust.connector.all<CarePlan>('CarePlan')[0]?.title).toBe('Ny');
  });

  test('is traced as a refusal that names no person’s number', async () => {
    const { period: _, ...plan } = INGRIDS.plan([], []);
    stage.fjordvik.connector.put(INGRIDS.patient(), plan);
    await stage.pass(stage.fjordvik);
    const refusals = (await stage.stored('AuditEvent')).filter((event) => JSON.stringify(event).includes('set-aside'));
    expect(refusals).toMatchObject([{ outcome: '4', outcomeDesc: 'plan-made-consent' }]);
    expect(JSON.stringify(refusals)).not.toContain(INGRID);
  });

  test('nothing of a plan is no plan: a person with nothing but a weight is not kept', async () => {
    stage.fjordvik.connector.put(INGRIDS.patient(), INGRIDS.weight());
    expect(await stage.pass(stage.fjordvik)).toMatchObject({ outcome: 'completed', admitted: 0, setAside: 0 });
    expect(await stage.store.overview()).toMatchObject({ records: 0, partners: {} });
    expect(await stage.stored('Patient')).toEqual([]);
  });

  test('a rejected consent is a record without a plan', async () => {
    const declined: Consent = { ...INGRIDS.planMade(), status: 'rejected' };
    stage.fjordvik.connector.put(INGRIDS.patient(), INGRIDS.team(), declined);
    await stage.settle();
    expect(await stage.store.overview()).toMatchObject({ records: 1, setAside: 0 });
    expect(await stage.standing(stage.fjordvik)).toBe('in-step');
  });
});
