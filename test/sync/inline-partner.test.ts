import { afterEach, describe, expect, test } from '@jest/globals';
import type { CarePlan, CarePlanActivity, CareTeam, Consent, Goal } from '@medplum/fhirtypes';
import { differences } from '../exchange/in-step.ts';
import { editItem, editRequest, expectInStep, inline, itemCalled, measuresOf } from '../exchange/inline-stage.ts';
import { openSharedStage, type Stage } from '../exchange/stage.ts';
import { type HttpStage, openHttpStage } from './over-http.ts';

/** Pulls, reconciliations and restores where a partner writes its measures inline. */
let close: () => Promise<void> = async () => {};
afterEach(() => close());

async function openInline(): Promise<Stage> {
  const stage = await openSharedStage({ measures: { trust: 'inline' } });
  close = stage.close;
  return stage;
}
const reconcile = (stage: Stage) => stage.pass(stage.trust, { kind: 'reconciliation' });

describe('a reconciliation', () => {
  test('meets what stands in the plans', async () => {
    const stage = await openInline();
    const before = stage.trust.connector.requests.length;
    expect(await reconcile(stage)).toMatchObject({ outcome: 'completed', pulled: 0, notVisible: 0 });
    expect(stage.trust.connector.requests.slice(before).filter(({ what }) => what === 'read')).toEqual([]);
  });

  test('counts nothing as missing that a plan leaves out', async () => {
    const stage = await openInline();
    editItem(stage.trust, 'Gangtrening', { description: 'Ute' });
    await stage.settle();
    stage.trust.connector.edit<CarePlan>('CarePlan', itemPlan(stage), ({ activity: _, ...plan }) => plan as CarePlan);
    await stage.pass(stage.trust, { settings: { pull: 'auto' } });
    expect(await reconcile(stage)).toMatchObject({ outcome: 'completed', deleted: 0, notVisible: 0 });
  });
});

const itemPlan = ({ trust }: Stage): string => trust.connector.all<CarePlan>('CarePlan')[0]?.id ?? '';

describe('a partner that was restored from a backup', () => {
  async function openRestored(): Promise<Stage> {
    const stage = await openInline();
    const backup = stage.trust.connector.backup();
    const { connector } = stage.fjordvik;
    for (const { id = '' } of connector.all<Goal>('Goal'))
      connector.edit<Goal>('Goal', id, (goal) => ({
        ...goal,
        description: { text: `${goal.description.text}, igjen` },
      }));
    for (const { id = '' } of connector.all<CareTeam>('CareTeam'))
      connector.edit<CareTeam>('CareTeam', id, (team) => ({ ...team, name: 'Nytt navn' }));
    for (const { id = '' } of connector.all<Consent>('Consent'))
      connector.edit<Consent>('Consent', id, (consent) => ({ ...consent, dateTime: '2026-02-02' }));
    editRequest(stage.fjordvik, 'Gangtrening', { status: 'on-hold' });
    connector.edit<CarePlan>('CarePlan', 'f-plan', (plan) => ({ ...plan, description: 'Hjemme igjen' }));
    // A second a write: more than clocks may differ.
    for (let second = 0; second < 100; second += 1)
      stage.trust.connector.put({ resourceType: 'Patient', id: 'another' });
    stage.later(3_600_000);
    await stage.settle();
    expect(itemCalled(stage.trust, 'Gangtrening')?.status).toBe('on-hold');
    stage.trust.connector.restore(backup);
    return stage;
  }

  test('gets its measures as they were, too, and none of them is an edit', async () => {
    const stage = await openRestored();
    const { seq } = await stage.store.changedSince(0);
    expect(await stage.pass(stage.trust)).toMatchObject({ epoch: 2, merged: 0, conflicts: 0 });
    await stage.settle();
    expect((await stage.store.changedSince(seq)).persons).toEqual([]);
    expect(itemCalled(stage.trust, 'Gangtrening')?.status).toBe('on-hold');
    await expectInStep(stage);
  });

  test('and one of them edited since: the edit is taken in, and the rest goes out again', async () => {
    const stage = await openRestored();
    editItem(stage.trust, 'Gangtrening', { description: 'Skrevet etterpå' });
    await stage.settle();
    expect(await stage.conflicts()).toEqual([]);
    expect(itemCalled(stage.trust, 'Gangtrening')).toMatchObject({ status: 'on-hold', description: 'Skrevet etterpå' });
    expect(await differences(stage, stage.trust)).toEqual([]);
  });
});

describe('over HTTP', () => {
  let http: HttpStage;
  const plan = () => http.held<CarePlan>('CarePlan')[0] as CarePlan;
  const put = (change: (items: readonly CarePlanActivity[]) => CarePlanActivity[]) =>
    http.system.memory.put({ ...plan(), activity: change(plan().activity ?? []) });
  const names = async () =>
    (await measuresOf(http.stage)).map(({ code, status }) => `${code?.text} ${status}`).toSorted();

  test.each([
    ['newest-first', true],
    ['oldest-first', true],
    ['newest-first', false],
    ['oldest-first', false],
  ] as const)('a history %s tells of a plan what it is now, with version ids: %s', async (history, versions) => {
    const asking = { settings: { pull: 'history' } } as const;
    http = await openHttpStage({ history, versions }, { overlapSeconds: 60, pageSize: 1 }, 'inline');
    close = http.close;
    await http.settle(asking);
    const before = await names();
    http.system.memory.later(3_600_000);
    put((items) => [...items, inline('Svømme'), inline('Angret')]);
    put((items) => items.filter(({ detail }) => detail?.code?.text !== 'Angret'));
    put((items) =>
      items.map((one) => (one.detail?.code?.text === 'Svømme' ? inline('Svømme', { status: 'on-hold' }) : one)),
    );
    await http.pass(asking);
    expect(await names()).toEqual([...before, 'Svømme on-hold'].toSorted());
    const { seq } = await http.stage.store.changedSince(0);
    await http.pass(asking);
    await http.pass(asking);
    expect((await http.stage.store.changedSince(0)).seq).toBe(seq);
  });

  test('what somebody else writes into the plan before our write is read back is their edit', async () => {
    http = await openHttpStage({ answers: 'nothing' }, {}, 'inline');
    close = http.close;
    await http.settle();
    let edits = 0;
    http.system.answering = (_response, { method }, path) => {
      const isReadBack = method === 'GET' && path.startsWith('CarePlan/') && http.system.asked.at(-2) === `PUT ${path}`;
      if (isReadBack && edits === 0) {
        edits += 1;
        put((items) => items.map(described));
      }
      return false;
    };
    editRequest(http.stage.fjordvik, 'Gangtrening', { status: 'on-hold' });
    await http.settle();
    expect(edits).toBe(1);
    const [measure] = (await measuresOf(http.stage)).filter(({ code }) => code?.text === 'Gangtrening');
    expect(measure).toMatchObject({ status: 'on-hold', note: [{ text: 'Deres' }] });
  });
});

function described(item: CarePlanActivity): CarePlanActivity {
  const { detail } = item;
  return detail?.code?.text === 'Gangtrening' ? { ...item, detail: { ...detail, description: 'Deres' } } : item;
}
