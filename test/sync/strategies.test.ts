import { afterEach, describe, expect, jest, test } from '@jest/globals';
import type { Goal } from '@medplum/fhirtypes';
import type { Habits } from '../connector/system/habits.ts';
import { SILENT } from '../exchange/stage.ts';
import { type HttpStage, openHttpStage } from './over-http.ts';

let http: HttpStage;
afterEach(() => http.close());

/** Systems that do less than FHIR describes; the plan flows there and back all the same. */
const SYSTEMS: readonly (readonly [string, Partial<Habits>, string])[] = [
  ['that does all of FHIR', {}, 'last-updated'],
  ['that ignores _lastUpdated', { lastUpdated: 'ignores', sorts: false }, 'listing'],
  ['that refuses _lastUpdated', { lastUpdated: 'refuses', sorts: false }, 'listing'],
  ['that answers nothing to _lastUpdated', { lastUpdated: 'matches-nothing', sorts: false }, 'listing'],
  ['that lets nobody browse', { browse: false }, 'per-person'],
  ['without versions', { versions: false, ifMatch: false, history: 'none', instanceHistory: false }, 'last-updated'],
  [
    'without versions and times',
    { versions: false, times: false, ifMatch: false, lastUpdated: 'ignores' },
    'last-updated',
  ],
  ['that does not look at If-Match', { ifMatch: false }, 'last-updated'],
  ['that answers writes with nothing', { answers: 'nothing', vread: false }, 'last-updated'],
  [
    'that answers writes with nothing and has no versions',
    { answers: 'nothing', versions: false, ifMatch: false },
    'last-updated',
  ],
];

describe.each(SYSTEMS)('a partner %s', (_name, habits, strategy) => {
  test('comes to hold its view, its edits come back, and then all is quiet', async () => {
    http = await openHttpStage(habits);
    const { stage, system, pass, settle, held } = http;
    await settle();
    const texts = () => held<Goal>('Goal').map(({ description }) => description.text);
    expect(texts().toSorted()).toEqual(['Gå til butikken alene', 'Lese høyt for barnebarna']);
    system.memory.later(3_600_000);
    const [goal] = held<Goal>('Goal');
    if (goal) system.memory.put({ ...goal, description: { text: 'Endret hos foretaket' } });
    stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (one) => ({ ...one, lifecycleStatus: 'on-hold' }));
    await settle();
    expect(stage.fjordvik.connector.get<Goal>('Goal', 'f-goal-1')).toMatchObject({
      lifecycleStatus: 'on-hold',
      description: { text: 'Endret hos foretaket' },
    });
    expect(held<Goal>('Goal')).toHaveLength(2);
    expect(await stage.conflicts()).toEqual([]);
    expect(await stage.standing(stage.trust)).toBe('in-step');
    const last = await pass();
    expect(last).toMatchObject({
      outcome: 'completed',
      strategy,
      pulled: strategy === 'listing' ? expect.any(Number) : 0,
      delivered: 0,
    });
  });
});

/** Whoever ignores the range shows it once there is something to leave out. */
async function editLater({ system, held, settle }: HttpStage): Promise<void> {
  await settle();
  system.memory.later(3_600_000);
  const [goal] = held<Goal>('Goal');
  if (goal) system.memory.put({ ...goal, description: { text: 'Endret' } });
  await settle();
}

test('how a partner is asked and written to, and why so, stands in the log of each pass', async () => {
  http = await openHttpStage({ lastUpdated: 'ignores', sorts: false });
  const lines: unknown[] = [];
  const log: typeof SILENT = { ...SILENT, info: (event, fields) => void lines.push([event, fields]), with: () => log };
  await editLater(http);
  await http.pass({ log });
  expect(lines).toContainEqual([
    'pass ended',
    expect.objectContaining({ strategy: 'listing', why: 'learned', guard: 'read-first' }),
  ]);
});

test('what was learned stays for a day; then the better way is tried again', async () => {
  http = await openHttpStage({ lastUpdated: 'ignores', sorts: false });
  const { system, stage, pass } = http;
  await editLater(http);
  expect(await pass()).toMatchObject({ strategy: 'listing', why: 'learned' });
  system.habits = { ...system.habits, lastUpdated: 'honours', sorts: true };
  stage.later(25 * 3_600_000);
  expect(await pass()).toMatchObject({ strategy: 'last-updated', why: 'default' });
});

test('a partner without anything to do costs as many requests as there are types', async () => {
  http = await openHttpStage({});
  await http.settle();
  http.system.memory.later(3_600_000);
  expect(await http.pass()).toMatchObject({ pulled: 0, requests: 18 });
  // Since when it is quiet is kept once; after that a pass has nothing to keep of what it asks.
  const commits = jest.spyOn(http.stage.store, 'commit');
  await http.pass();
  expect(commits).not.toHaveBeenCalled();
});

test.each([1, 3, 50])(
  'a history that numbers nothing and holds several writes of one moment, %d a page, brings the last',
  async (pageSize) => {
    http = await openHttpStage({ versions: false, ifMatch: false, tickMs: 0 }, { pageSize });
    const { system, stage, pass, settle, held } = http;
    const settings = { pull: 'history', concurrency: 4, keepRuns: 1 } as const;
    await settle({ settings });
    const [goal] = held<Goal>('Goal');
    const texts = ['først', 'så', 'til slutt'];
    for (const text of texts) if (goal) system.memory.put({ ...goal, description: { text } });
    for (let again = 0; again < 2; again += 1) {
      await pass({ settings });
      const known = [...(await stage.record()).parts.values()].map(({ resource }) => resource);
      expect(known).toContainEqual(expect.objectContaining({ description: { text: texts.at(-1) } }));
    }
    await settle({ settings });
    const { seq } = await stage.store.changedSince(0);
    await pass({ settings });
    expect((await stage.store.changedSince(0)).seq).toBe(seq);
  },
);

test('asked by history, one without times is listed: what it shows after a restore is what it holds now', async () => {
  http = await openHttpStage({ times: false });
  const { system, stage, pass, settle, held } = http;
  const settings = { pull: 'history', concurrency: 4, keepRuns: 1 } as const;
  await settle({ settings });
  const backup = system.memory.backup();
  const [goal] = held<Goal>('Goal');
  for (const text of ['så', 'til slutt']) {
    if (goal) system.memory.put({ ...goal, description: { text } });
    await settle({ settings });
  }
  system.memory.restore(backup);
  if (goal) system.memory.put({ ...goal, description: { text: 'skrevet etterpå' } });
  await pass({ settings });
  const aside = await stage.store.setAside(stage.trust.name, (await stage.record()).person);
  expect(JSON.stringify(aside?.resources)).toContain('skrevet etterpå');
  expect(await stage.standing(stage.trust)).toBe('blocked');
});
