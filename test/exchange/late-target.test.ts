import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { CarePlan, CareTeam, Practitioner, ServiceRequest } from '@medplum/fhirtypes';
import { directory } from './papers.ts';
import { INGRIDS, openStage, type Stage } from './stage.ts';

/** What a plan lists and its system does not show yet: unreadable at first, or made again after a backup was put back. */
let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
  const plan = INGRIDS.plan(['goal-1', 'goal-2'], ['measure-1', 'measure-2', 'late']);
  const papers = INGRIDS.whole().filter(({ resourceType }) => resourceType !== 'CarePlan');
  stage.fjordvik.connector.put(...directory('fjordvik'), ...papers, plan);
  await stage.settle();
});
afterEach(() => stage.close());

const listed = (plan: CarePlan | undefined): readonly (string | undefined)[] =>
  (plan?.activity ?? []).map(({ reference }) => reference?.reference);

test('it is led to by the address that the system gave, until it is there', async () => {
  const [plan] = await stage.stored<CarePlan>('CarePlan');
  expect(listed(plan)[2]).toBe(`${stage.fjordvik.base}/ServiceRequest/${INGRIDS.id('late')}`);
});

test('once it is there the plan leads to it, here and at the other partner', async () => {
  stage.fjordvik.connector.put(INGRIDS.measure('late', 'Samtalegruppe'));
  await stage.settle();
  const measures = await stage.stored<ServiceRequest>('ServiceRequest');
  const late = measures.find(({ code }) => code?.text === 'Samtalegruppe');
  const [plan] = await stage.stored<CarePlan>('CarePlan');
  expect(listed(plan)[2]).toBe(`ServiceRequest/${late?.id}`);
  const atTheTrust = stage.trust.connector.all<ServiceRequest>('ServiceRequest');
  const there = atTheTrust.find(({ code }) => code?.text === 'Samtalegruppe');
  expect(there).toBeDefined();
  expect(listed(stage.trust.connector.all<CarePlan>('CarePlan')[0])).toContain(`ServiceRequest/${there?.id}`);
  expect(listed(stage.fjordvik.connector.all<CarePlan>('CarePlan')[0])[2]).toBe(`ServiceRequest/${INGRIDS.id('late')}`);
  expect(await stage.standing(stage.fjordvik)).toBe('in-step');
  expect(await stage.conflicts()).toEqual([]);
});

test('an edit of the list in the same pass stands', async () => {
  stage.fjordvik.connector.put(INGRIDS.measure('late', 'Samtalegruppe'));
  stage.fjordvik.connector.edit<CarePlan>('CarePlan', INGRIDS.id('plan'), (plan) => ({
    ...plan,
    activity: (plan.activity ?? []).slice(1),
  }));
  await stage.settle();
  const late = (await stage.stored<ServiceRequest>('ServiceRequest')).find(
    ({ code }) => code?.text === 'Samtalegruppe',
  );
  const [plan] = await stage.stored<CarePlan>('CarePlan');
  expect(listed(plan)).toHaveLength(2);
  expect(listed(plan)[1]).toBe(`ServiceRequest/${late?.id}`);
  expect(await stage.conflicts()).toEqual([]);
});

test('so does somebody of the directory who is shown later', async () => {
  const team = stage.fjordvik.connector.all<CareTeam>('CareTeam')[0] as CareTeam;
  const nurse = { reference: 'Practitioner/late-nurse' };
  stage.fjordvik.connector.put({ ...team, participant: [...(team.participant ?? []), { member: nurse }] });
  await stage.settle();
  const nurseHere = async (): Promise<string | undefined> =>
    (await stage.stored<CareTeam>('CareTeam'))[0]?.participant?.at(-1)?.member?.reference;
  expect(await nurseHere()).toBe(`${stage.fjordvik.base}/Practitioner/late-nurse`);
  const shown: Practitioner = { resourceType: 'Practitioner', id: 'late-nurse', name: [{ family: 'Vik' }] };
  stage.fjordvik.connector.put(shown);
  stage.fjordvik.connector.edit<CareTeam>('CareTeam', team.id ?? '', (one) => ({ ...one, name: 'Teamet' }));
  await stage.settle();
  const entry = (await stage.stored<Practitioner>('Practitioner')).find(({ name }) => name?.[0]?.family === 'Vik');
  expect(await nurseHere()).toBe(`Practitioner/${entry?.id}`);
});
