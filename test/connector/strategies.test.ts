import { afterEach, describe, expect, test } from '@jest/globals';
import type { Goal } from '@medplum/fhirtypes';
import type { AskedPerson, Asking, FeedPage } from '../../src/connector/connector.ts';
import { createFhirRestConnector } from '../../src/connector/fhir-rest/create-fhir-rest-connector.ts';
import type { FhirRestOptions } from '../../src/connector/fhir-rest/options.ts';
import type { Cursor } from '../../src/store/partner-memory.ts';
import type { Habits } from './system/habits.ts';
import { type System, startSystem } from './system/system.ts';

const BIRTH_NUMBER = { system: 'urn:oid:2.16.578.1.12.4.1.4.1', value: '15876598765' };
const goal = (id: string, text = '1', patient = 'ingrid'): Goal => ({
  resourceType: 'Goal',
  id,
  lifecycleStatus: 'active',
  description: { text },
  subject: { reference: `Patient/${patient}` },
});

let system: System;
afterEach(() => system.close());

async function open(habits: Partial<Habits>, ...goals: readonly Goal[]): Promise<void> {
  system = await startSystem(habits);
  for (const one of goals) system.memory.put(one);
}

interface Pull {
  readonly pages: readonly FeedPage[];
  readonly given: readonly string[];
  readonly deleted: readonly string[];
  readonly learned: readonly unknown[];
  readonly cursor: Cursor;
}

async function pull(asking: Asking, cursor: Cursor = {}, options: Partial<FhirRestOptions> = {}): Promise<Pull> {
  const settings = { url: system.url, types: ['Patient', 'Goal'], pageSize: 2, ...options };
  const feed = createFhirRestConnector(settings).changes(cursor, asking);
  const pages: FeedPage[] = [];
  let step = await feed.next();
  for (; !step.done; step = await feed.next()) pages.push(step.value);
  return {
    pages,
    given: pages.flatMap(({ resources }) => resources.map(({ peerId, version }) => `${peerId} ${version}`)),
    deleted: pages.flatMap(({ deleted = [] }) => deleted.map(({ type, peerId }) => `${type}/${peerId}`)),
    learned: pages.flatMap(({ learned }) => learned ?? []),
    cursor: step.value,
  };
}

const BY_TIME: Asking = { strategy: 'last-updated' };
const BY_HISTORY: Asking = { strategy: 'history' };
const LISTING: Asking = { strategy: 'listing' };
const FIVE = ['a', 'b', 'c', 'd', 'e'].map((id) => goal(id));
const HOUR = 3_600_000;

describe('by _lastUpdated', () => {
  test('a pull without changes costs one request a type', async () => {
    await open({}, ...FIVE);
    const { cursor } = await pull(BY_TIME);
    const before = system.asked.length;
    expect((await pull(BY_TIME, cursor, { overlapSeconds: 1 })).cursor).toMatchObject(cursor);
    expect(system.asked.length - before).toBe(2);
  });

  test('what came at once is not given again for ever: a quiet partner shows its newest only', async () => {
    await open({}, ...FIVE);
    let clock = 0;
    const options = { pageSize: 9, overlapSeconds: 60, now: () => clock };
    const given: (readonly string[])[] = [];
    let { cursor } = await pull(BY_TIME, {}, options);
    // Known for as long as the overlap when a pull begins: that one looks before it for the last time.
    for (const at of [10_000, 69_999, 70_000, 80_000]) {
      clock = at;
      const next = await pull(BY_TIME, cursor, options);
      given.push(next.given);
      cursor = next.cursor;
    }
    const all = ['a 1', 'b 1', 'c 1', 'd 1', 'e 1'];
    // Two that are a second apart may be told as one time.
    expect(given).toEqual([all, all, all, ['d 1', 'e 1']]);

    system.memory.put(goal('f'));
    const news = await pull(BY_TIME, cursor, options);
    expect(news.given).toEqual(['d 1', 'e 1', 'f 1']);
    // Whatever was under way as that was written may still show.
    expect((await pull(BY_TIME, news.cursor, options)).given).toEqual([...all, 'f 1']);
  });

  test('a quiet partner whose newest is gone is looked at anew', async () => {
    await open({ remembersDeletions: false }, ...FIVE);
    let clock = 0;
    const options = { pageSize: 9, overlapSeconds: 60, now: () => clock };
    let { cursor } = await pull(BY_TIME, {}, options);
    for (clock = 60_000; clock <= 180_000; clock += 60_000) cursor = (await pull(BY_TIME, cursor, options)).cursor;
    for (const id of ['d', 'e']) system.memory.delete('Goal', id);
    expect((await pull(BY_TIME, cursor, options)).pages.some(({ doubtful }) => doubtful)).toBe(true);
  });

  test('each page says where a pull that ends there may start again', async () => {
    await open({}, ...FIVE);
    const { pages } = await pull(BY_TIME);
    const rest = await pull(BY_TIME, pages[0]?.reached, { overlapSeconds: 0 });
    expect(rest.given).toEqual(['b 1', 'c 1', 'd 1', 'e 1']);
  });

  test.each([['ignores'], ['refuses'], ['matches-nothing']] as const)(
    'a system that %s it is listed instead, and it is told',
    async (lastUpdated) => {
      await open({ lastUpdated, sorts: false }, goal('old'));
      system.memory.later(24 * HOUR);
      system.memory.put(goal('new'));
      const cursor = { Goal: new Date(system.memory.now - HOUR).toISOString(), 'Goal newest': 'new' };
      const { given, learned } = await pull(BY_TIME, cursor);
      expect([given.toSorted(), learned]).toEqual([['new 1', 'old 1'], [{ lastUpdated: false }]]);
    },
  );

  test('what is older than what was asked for is taken for what it is, and nothing is learned of one', async () => {
    await open({ lastUpdated: 'ignores' }, goal('old'), goal('new'), goal('newer'));
    const { given, learned } = await pull(
      BY_TIME,
      { Goal: '2026-03-01T10:00:02Z' },
      { overlapSeconds: 0, pageSize: 9 },
    );
    expect([given, learned]).toEqual([['old 1', 'new 1', 'newer 1'], []]);
  });

  describe('when nothing comes, not even what was newest,', () => {
    const forgetful = async (habits: Partial<Habits> = {}) => {
      await open(habits, ...FIVE);
      return (await pull(BY_TIME)).cursor;
    };

    test('it was deleted', async () => {
      const cursor = await forgetful();
      for (const { id = '' } of FIVE) system.memory.delete('Goal', id);
      expect(await pull(BY_TIME, cursor)).toMatchObject({ deleted: ['Goal/e'], learned: [], given: [] });
    });

    test('or nobody says what became of it: everything must be looked at', async () => {
      const cursor = await forgetful({ remembersDeletions: false });
      for (const { id = '' } of FIVE) system.memory.delete('Goal', id);
      const { pages, deleted } = await pull(BY_TIME, cursor);
      expect([pages.map(({ doubtful }) => doubtful), deleted]).toEqual([[true], []]);
    });

    test('or it was set back by a backup', async () => {
      await open({}, ...FIVE);
      const backup = system.memory.backup();
      system.memory.later(HOUR);
      system.memory.put(goal('c', 'edited'));
      const { cursor } = await pull(BY_TIME);
      system.memory.restore(backup);
      const { pages, given } = await pull(BY_TIME, cursor);
      expect([pages.map(({ doubtful }) => doubtful), given]).toEqual([[true], ['c 1']]);
    });
  });
});

describe('by history', () => {
  test('the first time everything is listed; then the newest version of each comes, and what was deleted', async () => {
    await open({}, ...FIVE);
    const first = await pull(BY_HISTORY);
    expect(first.given).toHaveLength(5);
    system.memory.put(goal('a', '2'));
    system.memory.put(goal('a', '3'));
    system.memory.delete('Goal', 'b');
    const { given, deleted } = await pull(BY_HISTORY, first.cursor, { overlapSeconds: 0, pageSize: 9 });
    expect([given.filter((one) => one !== 'e 1'), deleted]).toEqual([['a 3'], ['Goal/b']]);
  });

  test.each(['newest-first', 'oldest-first', 'flips'] as const)(
    'what was deleted and is there again is no deletion, with a history %s',
    async (history) => {
      await open({ history }, ...FIVE);
      const { cursor } = await pull(BY_HISTORY);
      system.memory.delete('Goal', 'b');
      system.memory.put(goal('b', 'again'));
      system.memory.delete('Goal', 'c');
      for (let run = 0; run < 2; run += 1) {
        const { pages, given, deleted } = await pull(BY_HISTORY, cursor);
        expect([given.includes('b 3'), deleted]).toEqual([true, ['Goal/c']]);
        const told = pages.findIndex((page) => page.deleted?.length);
        const later = pages.slice(told).flatMap(({ resources }) => resources.map(({ peerId }) => peerId));
        expect(later).not.toContain('c');
      }
    },
  );

  test.each(['newest-first', 'oldest-first'] as const)(
    'what neither numbers nor times tell apart is read by id, with a history %s',
    async (history) => {
      await open({ history, versions: false, tickMs: 0 }, ...FIVE);
      const { cursor } = await pull(BY_HISTORY);
      system.memory.put(goal('a', '2'));
      system.memory.put(goal('a', '3'));
      const { pages } = await pull(BY_HISTORY, cursor, { pageSize: 20 });
      const texts = pages.flatMap(({ resources }) =>
        resources.flatMap(({ peerId, resource }) => (peerId === 'a' ? (resource as Goal).description.text : [])),
      );
      expect(texts).toEqual(['3']);
    },
  );

  test('a system without it is asked by _lastUpdated, and it is told', async () => {
    await open({ history: 'none' }, ...FIVE);
    const { cursor } = await pull(BY_HISTORY);
    system.memory.put(goal('a', '2'));
    const { given, learned } = await pull(BY_HISTORY, cursor, { overlapSeconds: 0 });
    expect([given, learned]).toEqual([['e 1', 'a 2'], [{ history: false }]]);
  });

  test('one that answers a search to it is asked by _lastUpdated too', async () => {
    await open({}, ...FIVE);
    const { cursor } = await pull(BY_HISTORY);
    system.answering = (response, _request, path) => {
      if (!path.endsWith('/_history')) return false;
      response.writeHead(200).end(JSON.stringify({ resourceType: 'Bundle', type: 'searchset' }));
      return true;
    };
    expect((await pull(BY_HISTORY, cursor)).learned).toEqual([{ history: false }]);
  });
});

describe('by listing', () => {
  test('says when all of a type has been given', async () => {
    await open({}, ...FIVE);
    const { pages } = await pull(LISTING);
    expect(pages.flatMap(({ complete }) => complete ?? [])).toEqual([{ types: ['Patient'] }, { types: ['Goal'] }]);
    expect(system.asked).toHaveLength(4);
  });

  /** Somebody deletes what stands first, once the first page is out. */
  const deletesMeanwhile = () => {
    let asked = 0;
    system.answering = (_response, _request, path) => {
      if (path === 'Goal') asked += 1;
      if (path === 'Goal' && asked === 2) system.memory.delete('Goal', 'a');
      return false;
    };
  };

  test.each(['right', 'none', 'wrong'] as const)(
    'what a row that goes makes the next page step over is found in the next run, with totals %s',
    async (totals) => {
      await open({ totals }, ...FIVE);
      deletesMeanwhile();
      const { given, pages } = await pull(LISTING);
      expect(given.toSorted()).toEqual(['a 1', 'b 1', 'c 1', 'd 1', 'e 1']);
      expect(pages.flatMap(({ complete }) => complete?.types ?? [])).toContain('Goal');
    },
  );

  test('a type that never comes to rest is left after a few runs, and nothing is said to be all of it', async () => {
    await open({ totals: 'none' }, ...FIVE);
    let edits = 0;
    system.answering = (_response, _request, path) => {
      edits += 1;
      if (path === 'Goal') system.memory.put(goal(`new-${edits}`));
      return false;
    };
    const { pages } = await pull(LISTING);
    expect(pages.flatMap(({ complete }) => complete?.types ?? [])).toEqual(['Patient']);
  });

  test('the cursor is no later than the partner’s clock when the run began', async () => {
    await open({}, ...FIVE);
    const start = system.memory.now;
    system.answering = (_response, _request, path) => {
      if (path === 'Goal') system.memory.put(goal(`new-${system.asked.length}`));
      return false;
    };
    const { cursor } = await pull(LISTING, {}, { pageSize: 99 });
    expect(Date.parse(cursor['Goal'] ?? '')).toBeLessThanOrEqual(start + 1_000);
  });
});

describe('by person', () => {
  async function* asked(...persons: readonly AskedPerson[]): AsyncGenerator<AskedPerson> {
    yield* persons;
  }
  const people = async () => {
    await open({ browse: false }, goal('a'), goal('b', '1', 'per'));
    system.memory.put({ resourceType: 'Patient', id: 'ingrid', identifier: [BIRTH_NUMBER] });
    system.memory.put({ resourceType: 'Patient', id: 'per' });
  };

  test('gives all about those who are asked for, and about nobody else, her number in no address', async () => {
    await people();
    const { pages, given } = await pull({
      strategy: 'per-person',
      persons: asked({ identifiers: [BIRTH_NUMBER] }, { patient: 'nobody', identifiers: [] }),
    });
    expect(given).toEqual(['ingrid 1', 'a 1']);
    expect(pages.map(({ about }) => about)).toEqual(['ingrid', 'ingrid', 'ingrid', 'nobody']);
    expect(pages.flatMap(({ complete }) => complete ?? [])).toEqual([
      { types: ['Patient', 'Goal'], patient: 'ingrid' },
      { types: ['Patient', 'Goal'], patient: 'nobody' },
    ]);
    const addresses = system.asked.map((line) => line.split('?')[0]);
    expect(addresses).toEqual([
      'POST Patient/_search',
      'GET Patient/ingrid',
      'POST Goal/_search',
      'GET Patient/nobody',
      'POST Goal/_search',
    ]);
    expect(addresses.join()).not.toContain(BIRTH_NUMBER.value);
  });

  test('whom the partner does not know costs one question', async () => {
    await people();
    const persons = asked({ identifiers: [{ ...BIRTH_NUMBER, value: '05895500275' }] });
    expect((await pull({ strategy: 'per-person', persons })).pages).toEqual([]);
    expect(system.asked).toHaveLength(1);
  });

  test.each([
    ['nothing', []],
    ['its directory only', ['Organization']],
  ] as const)('a system that lets browse %s says so, and the pull fails', async (_name, browsable) => {
    await people();
    system.answering = (response, _request, path) => {
      if (!browsable.some((type) => type === path)) return false;
      response.writeHead(200).end(JSON.stringify({ resourceType: 'Bundle', type: 'searchset' }));
      return true;
    };
    const learned: unknown[] = [];
    const types = ['Organization', 'Patient', 'Goal'];
    const feed = createFhirRestConnector({ url: system.url, types }).changes({});
    const all = async () => {
      for await (const page of feed) learned.push(page.learned);
    };
    await expect(all()).rejects.toMatchObject({ code: 'partner-refused', found: '403' });
    expect(learned).toEqual([{ browse: false }]);
  });

  test('so does one that besides has no such type at all', async () => {
    await people();
    system.answering = (response, _request, path) => {
      if (path !== 'Goal') return false;
      response.writeHead(404).end();
      return true;
    };
    const learned: unknown[] = [];
    const feed = createFhirRestConnector({ url: system.url, types: ['Patient', 'Goal'] }).changes({});
    const all = async () => {
      for await (const page of feed) learned.push(page.learned);
    };
    await expect(all()).rejects.toMatchObject({ code: 'partner-refused', found: '403' });
    expect(learned).toEqual([{ browse: false }]);
  });
});
