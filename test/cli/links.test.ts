import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { Link, Store } from '../../src/store/store.ts';
import { runOn } from './fake-session.ts';

const WEST = 'Helse Fjordvik HF';
const link = (person: string, more: Partial<Link> = {}): Link => ({
  person,
  partner: WEST,
  standing: 'blocked',
  attempts: 0,
  ...more,
});

let store: Store;
beforeEach(async () => {
  store = await openSqliteStore({ file: ':memory:' });
});
afterEach(() => store.close());

describe('samplan links', () => {
  const waiting = link('a1', {
    reason: 'partner-refused',
    owedSince: '2026-11-01T10:00:00.000Z',
    attempts: 4,
    nextAttempt: '2026-11-02T10:00:00.000Z',
  });
  beforeEach(() =>
    store.commit({
      links: [
        waiting,
        link('b2', { standing: 'in-step', computed: { recordSeq: 0, configuration: 'abc' } }),
        link('c3', { standing: 'held', reason: 'no-consent', partner: 'Fjordvik kommune' }),
      ],
    }),
  );

  test('lists what is not in step, with since when and why', async () => {
    const { out } = await runOn({ store }, 'links');
    const [headings = '', ...rows] = out.trimEnd().split('\n');
    expect(headings).toMatch(/^person +partner +standing +reason +owed since +attempts +next attempt$/u);
    expect(rows.map((row) => row.split(/ {2,}/u))).toEqual([
      ['c3', 'Fjordvik kommune', 'held', 'no-consent', '0'],
      ['a1', WEST, 'blocked', 'partner-refused', '2026-11-01T10:00:00.000Z', '4', '2026-11-02T10:00:00.000Z'],
    ]);
  });

  test('of one partner and one standing', async () => {
    expect((await runOn({ store }, 'links', '--partner', WEST, '--standing', 'in-step')).out).toMatch(/^b2/mu);
    expect((await runOn({ store }, 'links', '--partner', WEST, '--standing', 'held')).out).toBe('None.\n');
  });

  test('as JSON, a line each, with nothing of what was computed', async () => {
    const { out } = await runOn({ store }, 'links', '--json', '--partner', WEST);
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([waiting]);
  });

  test('more than are read at once are all told, once each', async () => {
    await store.commit({ links: Array.from({ length: 1201 }, (_, at) => link(`p${at}`, { standing: 'owed' })) });
    const { out } = await runOn({ store }, 'links', '--json', '--standing', 'owed');
    const persons = out
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as Link).person);
    expect([persons.length, new Set(persons).size]).toEqual([1201, 1201]);
  });
});

test('samplan retry asks for one person at one partner', async () => {
  const { out, calls } = await runOn({ store }, 'retry', 'a1', '--partner', WEST);
  expect(calls).toEqual([['retry', 'a1', WEST], ['stop']]);
  expect(out).toBe('It is tried by the next pass.\n');
});
