import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { CarePlan, Goal, Patient, Resource } from '@medplum/fhirtypes';
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

const rules = async (): Promise<readonly string[]> =>
  (await stage.store.allSetAside()).flatMap(({ findings }) => findings.map(({ rule }) => rule));
const both = [INGRID, PER].map((value) => ({ system: NATIONAL.birthNumber, value }));
const renumbered = (resource: Resource, identifier: NonNullable<Patient['identifier']>): Resource =>
  resource.resourceType === 'Patient' ? { ...resource, identifier } : resource;

test('papers of a Patient with two persons’ numbers never join either person’s record', async () => {
  stage.fjordvik.connector.put(...INGRIDS.whole(), ...pers.whole());
  await stage.settle();
  const mixed = new Papers('mixed', INGRID);
  stage.fjordvik.connector.put({ ...mixed.patient(), identifier: both }, { ...mixed.team(), name: 'Til en annen' });
  await stage.settle();
  for (const id of ['f-goal-1', 'p-goal-1'])
    stage.fjordvik.connector.edit<Goal>('Goal', id, (goal) => ({ ...goal, description: { text: 'Ny' } }));
  await stage.settle();
  expect(await rules()).toEqual(['several-persons']);
  expect(JSON.stringify(await stage.stored('CareTeam'))).not.toContain('Til en annen');
  expect((await stage.stored<Goal>('Goal')).filter(({ description }) => description?.text === 'Ny')).toHaveLength(2);
});

test('a known person who gains another’s number is told as several persons', async () => {
  stage.fjordvik.connector.put(...INGRIDS.whole(), ...pers.whole());
  await stage.settle();
  stage.fjordvik.connector.edit<Patient>('Patient', 'f-patient', (one) => ({ ...one, identifier: both }));
  await stage.pass(stage.fjordvik);
  expect(await rules()).toEqual(['several-persons']);
});

test('the same local number at two partners is not the same person', async () => {
  const one = [{ system: 'urn:vendor:number', value: '1' }];
  const strangers = new Papers('t', PER);
  stage.fjordvik.connector.put(...INGRIDS.whole().map((resource) => renumbered(resource, one)));
  stage.trust.connector.put(...strangers.whole().map((resource) => renumbered(resource, one)));
  await stage.pass(stage.fjordvik);
  await stage.pass(stage.trust);
  expect(await stage.store.overview()).toMatchObject({ records: 2 });
});

test('a person without identifiers waits under one id, and joins in when mended', async () => {
  const { period: _, ...plan } = INGRIDS.plan([], []);
  const { identifier: _number, ...patient } = INGRIDS.patient();
  stage.fjordvik.connector.put(patient, INGRIDS.team(), INGRIDS.planMade(), plan);
  await stage.pass(stage.fjordvik);
  stage.fjordvik.connector.edit<CarePlan>('CarePlan', 'f-plan', (one) => ({ ...one, title: 'Ny' }));
  await stage.pass(stage.fjordvik);
  expect(await stage.store.overview()).toMatchObject({ setAside: 1 });
  stage.fjordvik.connector.edit<CarePlan>('CarePlan', 'f-plan', (one) => ({ ...one, period: { start: '2026-09-01' } }));
  await stage.pass(stage.fjordvik);
  expect(await stage.store.overview()).toMatchObject({ records: 1, setAside: 0 });
});

test('a broken resource that the partner deleted blocks nobody any more', async () => {
  const broken = { ...INGRIDS.goal('goal-3', 'x'), lifecycleStatus: 17 } as unknown as Goal;
  stage.fjordvik.connector.put(...INGRIDS.whole().filter(({ id }) => id !== 'f-plan'), broken);
  stage.fjordvik.connector.put(INGRIDS.plan(['goal-1', 'goal-3'], []));
  await stage.pass(stage.fjordvik);
  expect(await stage.store.overview()).toMatchObject({ setAside: 1 });
  stage.fjordvik.connector.delete('Goal', 'f-goal-3');
  stage.fjordvik.connector.put(INGRIDS.plan(['goal-1'], []));
  await stage.pass(stage.fjordvik);
  expect(await stage.store.overview()).toMatchObject({ records: 1, setAside: 0 });
});

test('the order of pulls does not decide: what lacked a consent is weighed again once that has come (I9)', async () => {
  const theirs = new Papers('t', INGRID);
  stage.trust.connector.put(theirs.patient(), theirs.plan([], []));
  await stage.pass(stage.trust);
  expect(await rules()).toContain('plan-made-consent');
  stage.fjordvik.connector.put(INGRIDS.patient(), INGRIDS.planMade());
  await stage.pass(stage.fjordvik);
  await stage.pass(stage.trust);
  expect(await stage.store.overview()).toMatchObject({ records: 1, setAside: 0 });
});

test('a Patient that cannot be read stops nobody else, and its plan comes in when it can', async () => {
  const patient = pers.patient();
  stage.fjordvik.connector.put(
    ...INGRIDS.whole(),
    ...pers.whole().filter(({ resourceType }) => resourceType !== 'Patient'),
  );
  expect(await stage.pass(stage.fjordvik)).toMatchObject({ outcome: 'completed', admitted: 1 });
  expect(await rules()).toEqual(['unknown-person']);
  stage.fjordvik.connector.put(patient);
  await stage.pass(stage.fjordvik);
  expect(await stage.store.overview()).toMatchObject({ records: 2, setAside: 0 });
});

test('two passes at once over persons neither has seen: both complete, one record each', async () => {
  stage.fjordvik.connector.put(...INGRIDS.whole());
  const theirs = new Papers('t', INGRID);
  stage.trust.connector.put(theirs.patient(), theirs.planMade());
  const passes = await Promise.all([stage.pass(stage.fjordvik), stage.pass(stage.trust)]);
  expect(passes.map(({ outcome }) => outcome)).toEqual(['completed', 'completed']);
  expect(await stage.store.overview()).toMatchObject({ records: 1, setAside: 0 });
});

test('a copy made at a partner is a resource of its own', async () => {
  stage.fjordvik.connector.put(...INGRIDS.whole());
  await stage.settle();
  const [original] = stage.trust.connector.all<Goal>('Goal');
  const [plan] = stage.trust.connector.all<CarePlan>('CarePlan');
  stage.trust.connector.put({ ...original, resourceType: 'Goal', id: 'copy', description: { text: 'Kopien' } } as Goal);
  stage.trust.connector.put({ ...plan, goal: [...(plan?.goal ?? []), { reference: 'Goal/copy' }] } as CarePlan);
  await stage.settle();
  const texts = (await stage.stored<Goal>('Goal')).map(({ description }) => description?.text);
  expect(texts).toHaveLength(3);
  expect(texts).toContain(original?.description?.text);
});
