import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { CarePlan, Consent, Goal, Resource } from '@medplum/fhirtypes';
import type { Context, Partner } from '../../src/exchange/context.ts';
import { runPass } from '../../src/sync/run.ts';
import { Office } from '../connector/file-drop/office.ts';
import { directory, TRUST } from './papers.ts';
import { INGRIDS, openStage, SILENT, type Stage } from './stage.ts';

const SECRET = 'Bare for kommunen';

let stage: Stage;
let office: Office;
let trust: Partner;
let context: Context;
/** What the office took first: the whole plan. */
let first: readonly Resource[];
beforeEach(async () => {
  stage = await openStage();
  office = await Office.open({ store: stage.store });
  trust = { ...stage.trust, connector: office.connector, base: 'https://office.file-drop.invalid' };
  context = { ...stage.context, partners: [stage.fjordvik, trust] };
  stage.fjordvik.connector.put(...directory('fjordvik'), ...INGRIDS.whole());
  await both();
  [first = []] = await office.take();
  // A third goal, and the plan that leads to it, lie in out/ and wait to be taken.
  stage.fjordvik.connector.put(INGRIDS.goal('goal-3', SECRET));
  stage.fjordvik.connector.edit<CarePlan>('CarePlan', 'f-plan', (plan) => ({
    ...plan,
    goal: [...(plan.goal ?? []), { reference: 'Goal/f-goal-3', display: SECRET }],
  }));
  await both();
  expect(said(await office.waiting())).toContain(SECRET);
});
afterEach(async () => {
  await stage.close();
  await office.close();
});

const passAt = (partner: Partner) =>
  runPass(context, partner, { owner: 'test', atOnce: true, random: () => 0.5, log: SILENT });
const both = async (): Promise<void> => {
  for (const _ of [1, 2]) {
    await passAt(stage.fjordvik);
    await passAt(trust);
  }
};
const said = (files: unknown): string => JSON.stringify(files);
const goalTexts = (files: readonly (readonly Resource[])[]) =>
  files.flat().flatMap((one) => (one.resourceType === 'Goal' ? one.description.text : []));
const plansIn = (files: readonly (readonly Resource[])[]): readonly CarePlan[] =>
  files.flat().filter((one): one is CarePlan => one.resourceType === 'CarePlan');
const standing = async () => (await stage.link(trust))?.standing;
const editConsent = (edit: (consent: Consent) => Consent): void =>
  stage.fjordvik.connector.edit<Consent>('Consent', INGRIDS.access(TRUST).id ?? '', edit);
const denyGoal = (): void =>
  editConsent((one) => ({
    ...one,
    provision: {
      ...one.provision,
      provision: [{ type: 'deny', data: [{ meaning: 'instance', reference: { reference: 'Goal/f-goal-3' } }] }],
    },
  }));
/** The office sends a plan that is set aside: its link is blocked. */
const sendUnsound = async (): Promise<void> => {
  const unsound = first.map((one) => {
    if (one.resourceType !== 'CarePlan') return one;
    const { period: _, ...rest } = one;
    return rest;
  });
  await office.dropped(...unsound);
  await passAt(trust);
  expect(await standing()).toBe('blocked');
};

test('what may be seen no more is taken back also while what the office sent is set aside (I2)', async () => {
  await sendUnsound();
  expect(said(await office.waiting())).toContain(SECRET);
  denyGoal();
  await both();
  expect(await standing()).toBe('blocked');
  expect(said(await office.waiting())).not.toContain(SECRET);
});

test('what leads to a goal that was never taken and may be seen no more is taken back with it (I2)', async () => {
  stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({ ...goal, description: { text: 'Gå tur' } }));
  denyGoal();
  await both();
  const waiting = await office.take();
  expect(goalTexts(waiting)).toContain('Gå tur');
  expect(said(waiting)).not.toContain(SECRET);
  expect(plansIn(waiting)).toMatchObject([{ goal: [{}, {}] }]);
  expect(plansIn(waiting)[0]?.goal).toHaveLength(2);
  await both();
  expect(await office.list('out')).toEqual([]);
  expect(await standing()).toBe('in-step');
});

test('what was taken with what led to it stays with the office, though it may be seen no more', async () => {
  await office.take();
  denyGoal();
  stage.fjordvik.connector.edit<CarePlan>('CarePlan', 'f-plan', (plan) => ({ ...plan, title: 'Ny tittel' }));
  await both();
  expect(plansIn(await office.waiting())).toMatchObject([{ title: 'Ny tittel', goal: [{}, {}, { display: SECRET }] }]);
});

test('what was written is not left in out/ once it has changed and the change may not leave', async () => {
  await sendUnsound();
  stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-3', (goal) => ({ ...goal, description: { text: 'Ute' } }));
  await both();
  expect(await standing()).toBe('blocked');
  expect(goalTexts(await office.waiting())).not.toContain(SECRET);
});

test('what is set aside stays blocked at a partner from which is only pulled, and nothing lies in out/', async () => {
  await sendUnsound();
  trust = { ...trust, mode: 'pull', configuration: 'trust-2' };
  await both();
  expect(await standing()).toBe('blocked');
  expect(await office.list('out')).toEqual([]);
});
