import { rename } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { CarePlan, Consent, Goal, Resource } from '@medplum/fhirtypes';
import type { Connector } from '../../src/connector/connector.ts';
import type { Context, Partner } from '../../src/exchange/context.ts';
import { listDisclosures } from '../../src/exchange/list-disclosures.ts';
import { type RunSummary, runPass } from '../../src/sync/run.ts';
import { Office } from '../connector/file-drop/office.ts';
import { directory, TRUST } from './papers.ts';
import { INGRIDS, openStage, SILENT, type Stage } from './stage.ts';

let stage: Stage;
let office: Office;
let trust: Partner;
let context: Context;
beforeEach(async () => {
  stage = await openStage();
  office = await Office.open({ store: stage.store });
  trust = { ...stage.trust, connector: office.connector, base: 'https://office.file-drop.invalid' };
  context = { ...stage.context, partners: [stage.fjordvik, trust] };
  stage.fjordvik.connector.put(...directory('fjordvik'), ...INGRIDS.whole());
});
afterEach(async () => {
  await stage.close();
  await office.close();
});

const passAt = (partner: Partner): Promise<RunSummary> =>
  runPass(context, partner, { owner: 'test', atOnce: true, random: () => 0.5, log: SILENT });
const pass = (connector: Connector = office.connector): Promise<RunSummary> => passAt({ ...trust, connector });
const fromFjordvik = (): Promise<RunSummary> => passAt(stage.fjordvik);
const both = async (): Promise<void> => {
  for (const _ of [1, 2]) {
    await fromFjordvik();
    await pass();
  }
};
const rewriteGoal = (text: string): void =>
  stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({ ...goal, description: { text } }));
const withdraw = (): void =>
  stage.fjordvik.connector.edit<Consent>('Consent', INGRIDS.access(TRUST).id ?? '', (one) => ({
    ...one,
    status: 'inactive',
  }));
const standing = async () => (await stage.link(trust))?.standing;
const sentParts = async () =>
  (await listDisclosures(context, await stage.person())).disclosures
    .filter(({ how, organization }) => how === 'sent' && organization === TRUST.organization)
    .map(({ parts }) => parts.map(({ key }) => key.split('/')[0]).toSorted());
const said = (file: unknown): string => JSON.stringify(file);
const ofType = <R extends Resource>(file: readonly Resource[] | undefined, type: R['resourceType']): readonly R[] =>
  (file ?? []).filter((one): one is R => one.resourceType === type);

/** The office edits what it took, and exports all of it. */
async function exported(file: readonly Resource[] | undefined, edit: (one: Resource) => Resource): Promise<void> {
  await office.dropped(...(file ?? []).map(edit));
}

test('a plan leaves as one file about her, whole, with who is named in it', async () => {
  await fromFjordvik();
  const { delivered } = await pass();
  expect(await standing()).toBe('in-step');
  const [file, another] = await office.take();
  expect(another).toBeUndefined();
  const count = Map.groupBy(file ?? [], ({ resourceType }) => resourceType);
  expect(Object.fromEntries([...count].map(([type, list]) => [type, list.length]))).toMatchObject({
    ...{ Patient: 1, CareTeam: 1, CarePlan: 1, Goal: 2, ServiceRequest: 2 },
    ...{ Practitioner: 1, PractitionerRole: 1, Organization: 2 },
  });
  expect(ofType<CarePlan>(file, 'CarePlan')).toMatchObject([{ status: 'active', goal: [{}, {}], activity: [{}, {}] }]);
  expect((await sentParts()).map((parts) => parts.length)).toEqual([delivered]);
});

test('what the office changes comes back, and then nothing moves any more', async () => {
  await both();
  const [file] = await office.take();
  await exported(file, (one) =>
    one.resourceType === 'Goal' && one.description.text === 'Gå til butikken alene'
      ? { ...one, description: { text: 'Gå til butikken alene hver dag' } }
      : one,
  );
  await pass();
  await fromFjordvik();
  expect(stage.fjordvik.connector.get<Goal>('Goal', 'f-goal-1').description.text).toBe(
    'Gå til butikken alene hver dag',
  );
  await both();
  expect(await office.list('out')).toEqual([]);
  expect(await standing()).toBe('in-step');
  expect(await stage.conflicts()).toEqual([]);
});

test('each side’s change of another element of one goal stands, though the office had not taken ours', async () => {
  await both();
  const [file] = await office.take();
  rewriteGoal('Gå til kirken');
  await both();
  await exported(file, (one) =>
    one.resourceType === 'Goal' && one.description.text === 'Gå til butikken alene'
      ? { ...one, lifecycleStatus: 'on-hold' }
      : one,
  );
  await both();
  const expected = { description: { text: 'Gå til kirken' }, lifecycleStatus: 'on-hold' };
  expect(stage.fjordvik.connector.get<Goal>('Goal', 'f-goal-1')).toMatchObject(expected);
  expect(ofType<Goal>((await office.take())[0], 'Goal')).toContainEqual(expect.objectContaining(expected));
});

test('where all that the office sent was old, ours leaves anew with what else it changed in its file', async () => {
  await both();
  const [file] = await office.take();
  rewriteGoal('Gå til kirken');
  await both();
  const pill = { resourceType: 'MedicationRequest', id: 'm' } as never;
  await office.dropped(...(file ?? []), pill);
  await pass();
  const [again] = await office.take();
  expect(again).toContainEqual(pill);
  expect(said(again)).toContain('Gå til kirken');
});

test('a withdrawn consent takes back what has not been taken (I2)', async () => {
  await both();
  await office.take();
  rewriteGoal('Bare for kommunen');
  await both();
  expect(said((await office.waiting())[0])).toContain('Bare for kommunen');
  withdraw();
  await both();
  // The notice: the Consent that it holds, inactive; all else as the office has it.
  const [file] = await office.take();
  expect(said(file)).not.toContain('Bare for kommunen');
  expect(ofType<Consent>(file, 'Consent').map(({ status }) => status)).toContain('inactive');
  expect(await standing()).toBe('held');
});

test('a consent that is withdrawn before the office took anything leaves nothing of the plan there', async () => {
  await both();
  withdraw();
  await both();
  const [file] = await office.take();
  expect(said(file)).not.toContain('Gå til butikken alene');
  expect(ofType(file, 'CarePlan')).toEqual([]);
});

test('a consent that is withdrawn while it is written lets nothing of it leave', async () => {
  await both();
  await office.take();
  rewriteGoal('Bare for kommunen');
  await fromFjordvik();
  let isWithdrawn = false;
  /** The register is faster than the last of the writes. */
  const hasty = (inner: Connector): Connector => ({
    ...inner,
    knowing: (features) => hasty(inner.knowing(features)),
    guarded: (before) => hasty(inner.guarded(before)),
    async update(resource, version) {
      const answer = await inner.update(resource, version);
      if (!isWithdrawn) {
        isWithdrawn = true;
        withdraw();
        await fromFjordvik();
      }
      return answer;
    },
  });
  await pass(hasty(office.connector));
  expect(isWithdrawn).toBe(true);
  expect(said(await office.take())).not.toContain('Bare for kommunen');
  expect((await sentParts()).at(0)).toEqual(['Consent']);
});

test('where the folder is gone nothing is said to have left, and it leaves once it is there again', async () => {
  await both();
  await office.take();
  const before = await sentParts();
  rewriteGoal('Gå til kirken');
  await fromFjordvik();
  const away = `${office.folder}-away`;
  const lost = (inner: Connector): Connector => ({
    ...inner,
    knowing: (features) => lost(inner.knowing(features)),
    guarded: (given) => lost(inner.guarded(given)),
    async update(resource, version) {
      await rename(office.folder, away);
      return inner.update(resource, version);
    },
  });
  expect((await pass(lost(office.connector))).outcome).toBe('unreachable');
  expect(await sentParts()).toEqual(before);
  await rename(away, office.folder);
  await pass();
  expect(said(await office.take())).toContain('Gå til kirken');
  expect(await sentParts()).toEqual([['Goal'], ...before]);
});

test('a partner from which is only pulled gets no file, and what lay there is taken back', async () => {
  await both();
  expect(await office.list('out')).toHaveLength(1);
  trust = { ...trust, mode: 'pull', configuration: 'trust-2' };
  await both();
  expect(await office.list('out')).toEqual([]);
});

test('a pass tells how much the office has not taken', async () => {
  await fromFjordvik();
  const { notices } = await pass();
  expect(notices).toEqual([expect.stringMatching(/^out\/: the partner has not taken 1 file/u)]);
});
