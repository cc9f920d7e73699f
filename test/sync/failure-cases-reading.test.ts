import { afterEach, describe, expect, test } from '@jest/globals';
import type { Goal, Resource, ServiceRequest } from '@medplum/fhirtypes';
import type { Habits } from '../connector/system/habits.ts';
import { openSharedStage } from '../exchange/stage.ts';
import { type HttpStage, openHttpStage } from './over-http.ts';

/** Failure cases of other sync engines (the table of 28), as far as they are about what a partner gives. */
let http: HttpStage;
afterEach(() => http.close());

const HOUR = 3_600_000;
const HISTORY = { settings: { pull: 'history' } } as const;
const LISTING = { settings: { pull: 'listing' } } as const;
const goals = () => http.held<Goal>('Goal');
const recordTexts = async () =>
  [...(await http.stage.record()).parts.values()]
    .flatMap(({ resource }) => (resource.resourceType === 'Goal' ? [resource.description.text] : []))
    .toSorted();
async function open(habits: Partial<Habits> = {}, options: Parameters<HttpStage['settle']>[0] = {}): Promise<void> {
  http = await openHttpStage(habits);
  await http.settle(options);
  http.system.memory.later(HOUR);
}
const edit = (index: number, text: string): Goal => {
  const goal = { ...(goals()[index] as Goal), description: { text } };
  http.system.memory.put(goal);
  return goal;
};
/** A resource of the trust's own. */
const copyOf = ({ identifier: _, ...goal }: Goal, id: string, text: string): Goal => ({
  ...goal,
  id,
  description: { text },
});
const versionsHere = async () => {
  const { stage } = http;
  const counts: number[] = [];
  for (const { resource } of (await stage.record()).parts.values()) {
    counts.push((await stage.store.history(resource.resourceType, resource.id ?? '')).length);
  }
  return counts.reduce((sum, count) => sum + count, 0);
};

test('case 7: of versions whose numbers and times contradict each other the higher number is the newer, and equal times lose nothing', async () => {
  await open();
  const both = goals().map((goal) => goal.id ?? '');
  for (const id of both) {
    const goal = goals().find((one) => one.id === id) as Goal;
    const { resource } = http.system.memory.put({ ...goal, description: { text: `Endret ${id}` } });
    if (resource?.meta) resource.meta.lastUpdated = '2026-03-01T12:00:00.000Z';
  }
  await http.settle();
  expect(await recordTexts()).toEqual(both.map((id) => `Endret ${id}`).toSorted());
});

test('case 8: what becomes visible late, with a time from before the cursor, is found in the overlap', async () => {
  http = await openHttpStage({}, { overlapSeconds: 60 });
  await http.settle();
  http.system.memory.later(HOUR);
  edit(0, 'Synlig straks');
  await http.pass();
  const { resource } = http.system.memory.put({ ...(goals()[0] as Goal), description: { text: 'Synlig sent' } });
  if (resource?.meta) resource.meta.lastUpdated = new Date(http.system.memory.now - 30_000).toISOString();
  await http.pass();
  expect(await recordTexts()).toContain('Synlig sent');
});

test('case 9: a history that gives entries twice gives each once', async () => {
  await open({}, HISTORY);
  edit(0, 'Endret');
  const { answering } = http.system;
  http.system.answering = (response, request, path) => {
    if (path !== 'Goal/_history') return answering(response, request, path);
    const entry = http.system.memory.ever('Goal').flatMap(({ resource }) => [{ resource }, { resource }]);
    response.writeHead(200).end(JSON.stringify({ resourceType: 'Bundle', type: 'history', entry }));
    return true;
  };
  const before = await versionsHere();
  expect(await http.pass(HISTORY)).toMatchObject({ admitted: 1, merged: 1 });
  expect(await http.pass(HISTORY)).toMatchObject({ admitted: 0, merged: 0 });
  expect((await versionsHere()) - before).toBe(1);
});

test('case 10: a history that is not complete yet deletes nothing, and what it left out comes in the overlap', async () => {
  http = await openHttpStage({}, { overlapSeconds: 60 });
  await http.settle(HISTORY);
  http.system.memory.later(HOUR);
  edit(0, 'Endret');
  http.system.answering = (response, _request, path) => {
    if (path !== 'Goal/_history') return false;
    response.writeHead(200).end(JSON.stringify({ resourceType: 'Bundle', type: 'history' }));
    return true;
  };
  expect(await http.pass(HISTORY)).toMatchObject({ deleted: 0, pulled: 0 });
  http.system.answering = () => false;
  expect(await http.pass(HISTORY)).toMatchObject({ deleted: 0, admitted: 1 });
  expect(await recordTexts()).toContain('Endret');
});

test('case 11: a deletion that no history tells of is found by the reconciliation', async () => {
  await open();
  http.system.memory.delete('Goal', goals()[0]?.id ?? '');
  expect(await http.pass()).toMatchObject({ deleted: 0 });
  expect(await http.pass({ kind: 'reconciliation' })).toMatchObject({ deleted: 1 });
});

describe.each(['newest-first', 'oldest-first', 'flips'] as const)('case 12: a history %s', (history) => {
  test.each([true, false])('leaves the newest version of each, with version ids: %s', async (versions) => {
    http = await openHttpStage({ history, versions }, { overlapSeconds: 60, pageSize: 1 });
    await http.settle(HISTORY);
    http.system.memory.later(HOUR);
    for (const text of ['a', 'b', 'c']) edit(0, text);
    await http.pass(HISTORY);
    expect(await recordTexts()).toContain('c');
    const before = await versionsHere();
    await http.pass(HISTORY);
    await http.pass(HISTORY);
    expect([await versionsHere(), await recordTexts()]).toEqual([before, expect.arrayContaining(['c'])]);
  });
});

test('case 13: a list that counts rows and shifts while it is read leaves nothing out', async () => {
  await open({ totals: 'none' }, LISTING);
  for (let index = 0; index < 12; index += 1) {
    http.system.memory.put(copyOf(goals()[0] as Goal, `hf-${index}`, `Mål ${index}`));
  }
  let asked = 0;
  http.system.answering = (_response, _request, path) => {
    if (path === 'Goal') asked += 1;
    if (path === 'Goal' && asked === 2) http.system.memory.delete('Goal', 'hf-0');
    return false;
  };
  const summary = await http.pass(LISTING);
  expect(summary).toMatchObject({ outcome: 'completed', pulled: 12 });
});

test('case 14: what appears while a list is read is found by the next pass, whatever the cursor says', async () => {
  await open({ totals: 'right' });
  const [plan] = http.held('CarePlan');
  const late = copyOf(goals()[0] as Goal, 'hf-late', 'Kom underveis');
  http.system.answering = (_response, _request, path) => {
    if (path !== 'Task') return false;
    http.system.answering = () => false;
    http.system.memory.put(late);
    if (plan)
      http.system.memory.put({
        ...plan,
        goal: [...(plan as { goal: object[] }).goal, { reference: 'Goal/hf-late' }],
      } as Resource);
    return false;
  };
  await http.pass({ kind: 'reconciliation' });
  await http.pass();
  expect(await recordTexts()).toContain('Kom underveis');
});

test('case 15: one bound is asked for, never two, and what comes is held to it', async () => {
  await open();
  edit(0, 'Endret');
  await http.settle();
  const ranges = http.system.asked.map(
    (line) => [...new URLSearchParams(line.split('?')[1] ?? '').getAll('_lastUpdated')].length,
  );
  expect(Math.max(...ranges)).toBe(1);
});

test.each([
  ['behind', -365],
  ['ahead', 365],
])('case 16: our clock a year %s misses nothing', async (_name, days) => {
  await open();
  http.stage.later(days * 24 * HOUR);
  edit(0, 'Endret');
  await http.pass();
  expect(await recordTexts()).toContain('Endret');
  expect(JSON.stringify(await http.stage.store.checkpoint(http.trust.name))).toContain('2026-03-01');
});

test('case 17: a new version with a time from before the old one is an edit', async () => {
  await open();
  const { resource } = http.system.memory.put({
    ...(goals()[0] as Goal),
    description: { text: 'Fra en klokke som går sent' },
  });
  if (resource?.meta) resource.meta.lastUpdated = '2026-03-01T10:00:00.500Z';
  await http.pass({ kind: 'reconciliation' });
  expect(await recordTexts()).toContain('Fra en klokke som går sent');
  expect(await http.stage.store.allSetAside()).toEqual([]);
});

test('case 18: what we wrote ourselves comes back as nothing new, and the partner’s time stays with the partner', async () => {
  await open();
  http.stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({
    ...goal,
    description: { text: 'Endret' },
  }));
  await http.stage.pass(http.stage.fjordvik);
  const before = await versionsHere();
  await http.pass();
  for (let pass = 0; pass < 3; pass += 1)
    expect(await http.pass()).toMatchObject({ admitted: 0, merged: 0, delivered: 0 });
  expect(await versionsHere()).toBe(before);
  const ours = JSON.stringify([...(await http.stage.record()).parts.values()].map(({ resource }) => resource));
  for (const { meta } of goals()) expect(ours).not.toContain(meta?.lastUpdated);
});

test('case 26: a measure that its owner has completed is not silently set back by another’s edit', async () => {
  const stage = await openSharedStage();
  const measures = stage.trust.connector.all<ServiceRequest>('ServiceRequest');
  const own = measures.find(({ code }) => code?.text === 'Gangtrening');
  stage.fjordvik.connector.edit<ServiceRequest>('ServiceRequest', 'f-measure-1', (one) => ({
    ...one,
    status: 'completed',
  }));
  if (own) stage.trust.connector.put({ ...own, status: 'on-hold' });
  await stage.pass(stage.fjordvik);
  await stage.pass(stage.trust);
  const statuses = [...(await stage.record()).parts.values()].flatMap(({ resource }) =>
    resource.resourceType === 'ServiceRequest' && resource.code?.text === 'Gangtrening' ? [resource.status] : [],
  );
  expect(statuses).toEqual(['completed']);
  await stage.close();
  http = await openHttpStage();
});

test('case 27: ids longer than FHIR’s, without versions and times, are as good as others', async () => {
  http = await openHttpStage({ versions: false, times: false, ifMatch: false, lastUpdated: 'ignores' });
  let made = 0;
  http.system.memory.newId = () => {
    made += 1;
    return `${'e'.repeat(90)}-${made}`;
  };
  await http.settle();
  edit(0, 'Endret');
  await http.settle();
  expect(await recordTexts()).toContain('Endret');
  expect(goals().every(({ id = '' }) => id.length > 64)).toBe(true);
  const [plan] = http.held('CarePlan');
  expect(JSON.stringify(plan)).toContain(`Goal/${'e'.repeat(90)}`);
  expect(await http.stage.standing(http.trust)).toBe('in-step');
});
