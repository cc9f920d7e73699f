import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { CarePlan, Resource } from '@medplum/fhirtypes';
import { type RunSummary, runPass } from '../../src/sync/run.ts';
import { directory } from './papers.ts';
import { INGRIDS, openStage, SILENT, type Stage } from './stage.ts';

/** A system that knows nothing but patients, plans, goals and measures. */
const KNOWN: readonly string[] = ['Patient', 'CarePlan', 'Goal', 'ServiceRequest'];
const holds = ({ resourceType }: Resource): boolean => KNOWN.includes(resourceType);

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
  stage.fjordvik.connector.put(...directory('fjordvik'), ...INGRIDS.whole());
  await stage.pass(stage.fjordvik);
});
afterEach(() => stage.close());

const pass = (): Promise<RunSummary> =>
  runPass(stage.context, { ...stage.trust, holds }, { owner: 'test', atOnce: true, random: () => 0.5, log: SILENT });

test('what a system has no place for is not owed there, nor asked for, and the link is in step all the same', async () => {
  await pass();
  const types = new Set(stage.trust.connector.all().map(({ resourceType }) => resourceType));
  expect([...types].sort()).toEqual([...KNOWN].sort());
  const asked = new Set(stage.trust.connector.requests.flatMap(({ what, type }) => (what === 'find' ? [type] : [])));
  expect([...asked].filter((type) => !KNOWN.includes(type))).toEqual([]);
  expect(await stage.standing(stage.trust)).toBe('in-step');
  const requests = stage.trust.connector.requests.length;
  expect(await pass()).toMatchObject({ delivered: 0, outcome: 'completed' });
  expect(new Set(stage.trust.connector.requests.slice(requests).map(({ what }) => what))).toEqual(new Set(['changes']));
});

test('nothing that stands there leads to what has no place, and an edit from there loses none of it here', async () => {
  await pass();
  const [plan] = stage.trust.connector.all<CarePlan>('CarePlan');
  expect(plan?.careTeam).toBeUndefined();
  expect(plan?.goal).toHaveLength(2);
  stage.trust.connector.edit<CarePlan>('CarePlan', plan?.id ?? '', (one) => ({ ...one, title: 'Planen hennes' }));
  await pass();
  const [ours] = await stage.stored<CarePlan>('CarePlan');
  expect(ours?.careTeam).toHaveLength(1);
  expect(ours?.title).toBe('Planen hennes');
  expect(await stage.standing(stage.trust)).toBe('in-step');
});
