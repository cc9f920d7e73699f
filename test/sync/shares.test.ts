import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { PartnerUnreachable } from '../../src/connector/unreachable.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { takeShare } from '../../src/sync/shares.ts';
import type { Share, ShareDone, Sharing } from '../../src/sync/sharing.ts';
import { newTurns, nextTurn } from '../../src/sync/turns.ts';
import { nationalIdentityNumber } from '../demo/people/identity.ts';
import { directory, Papers } from '../exchange/papers.ts';
import { openStage, SILENT, type Stage } from '../exchange/stage.ts';

const PERSONS = 12;
const NUMBERS = Array.from({ length: PERSONS }, (_, at) => nationalIdentityNumber('1990-05-15', 'female', 20 * at));
const LEASE = 'partner:Helse Fjordvik HF';

let stage: Stage;
/** What was offered, to how many. */
let offered: { readonly share: Share; readonly takers: number }[];
/** Persons to whom the trust is being delivered, and the most of them at once. */
let most: number;

beforeEach(async () => {
  stage = await openStage({ store: await openSqliteStore({ file: ':memory:' }) });
  const papers = NUMBERS.map((number, at) => new Papers(`p${at}`, number));
  stage.fjordvik.connector.put(...directory('fjordvik'), ...papers.flatMap((one) => one.whole()));
  stage.trust.connector.put(...directory('trust'));
  await stage.pass(stage.fjordvik);
  offered = [];
  most = 0;
  let now = 0;
  stage.trust.connector.onRequest = async () => {
    now += 1;
    most = Math.max(most, now);
    await new Promise((resolve) => setImmediate(resolve));
    now -= 1;
  };
});
afterEach(() => stage.close());

const take = (share: Share): Promise<ShareDone | undefined> =>
  takeShare(stage.context, stage.trust, share, { random: () => 0.5, log: SILENT });
const patients = (): readonly string[] =>
  stage.trust.connector.requests.flatMap(({ what, resource }) =>
    what === 'create' && resource?.resourceType === 'Patient' ? [resource.identifier?.[0]?.value ?? ''] : [],
  );
const isFree = async (): Promise<boolean> => {
  const now = stage.context.now();
  return (await stage.store.acquireLease(LEASE, 'another', now, now)) !== undefined;
};

/** Each who is offered a share does this with it. */
function sharing(
  takes: (share: Share) => Promise<ShareDone | undefined>,
  { isAll = true, ...more }: Partial<Sharing> & { readonly isAll?: boolean } = {},
): Sharing {
  return {
    ...{ shard: 1, fewest: 2 },
    // Nobody is waited for any longer once this process has nothing to do.
    patience: (isOver) =>
      new Promise((resolve) => {
        if (isOver.aborted) resolve();
        isOver.addEventListener('abort', () => resolve());
      }),
    async offer(share, takers) {
      offered.push({ share, takers });
      const taken = Array.from({ length: takers }, () => takes(share));
      return async () => ({ done: (await Promise.all(taken)).flatMap((done) => done ?? []), isAll });
    },
    ...more,
  };
}

test('turns are given out one by one, each once, and begin anew for the next', async () => {
  const { store, context } = stage;
  const first = await newTurns(store, 'lanes', 3, context.now());
  const given = await Promise.all([1, 2, 3, 4, 5].map(() => nextTurn(store, first, context.now())));
  expect(given.filter((turn) => turn !== undefined).toSorted()).toEqual([0, 1, 2]);
  const second = await newTurns(store, 'lanes', 2, context.now());
  expect(await nextTurn(store, second, context.now())).toBe(0);
  expect(await nextTurn(store, first, context.now())).toBeUndefined();
});

describe('a pass that is shared', () => {
  test.each([
    ['who come at once', {}],
    [
      'who come when their place is being taken',
      { patience: () => new Promise<void>((resolve) => setImmediate(resolve)) },
    ],
  ])(
    'with others %s delivers to each once, to no more at once than the partner is given, and counts all',
    async (_, more) => {
      let others = 0;
      const summary = await stage.pass(stage.trust, {
        sharing: sharing(async (share) => {
          const done = await take(share);
          others += done?.persons ?? 0;
          return done;
        }, more),
        settings: { concurrency: 4 },
      });
      expect(summary).toMatchObject({ outcome: 'completed', blocked: 0 });
      expect(offered).toMatchObject([{ takers: 2 }]);
      expect(patients().toSorted()).toEqual([...NUMBERS].toSorted());
      expect([others > 0, others < PERSONS]).toEqual([true, true]);
      expect(most).toBeLessThanOrEqual(4);
      const alone = await openStage();
      try {
        const papers = NUMBERS.map((number, at) => new Papers(`p${at}`, number));
        alone.fjordvik.connector.put(...directory('fjordvik'), ...papers.flatMap((one) => one.whole()));
        alone.trust.connector.put(...directory('trust'));
        await alone.pass(alone.fjordvik);
        expect((await alone.pass(alone.trust)).delivered).toBe(summary.delivered);
      } finally {
        await alone.close();
      }
      expect(
        await stage.store.duePersons(stage.trust.name, {
          now: stage.context.now(),
          configuration: stage.trust.configuration,
          atOnce: true,
        }),
      ).toEqual([]);
    },
  );

  test('is done by one process where nobody comes, and who comes late has nothing to do', async () => {
    const nobody = sharing(async () => undefined, { patience: async () => {} });
    await stage.pass(stage.trust, { sharing: nobody, settings: { concurrency: 4 } });
    expect(patients()).toHaveLength(PERSONS);
    const before = stage.trust.connector.requests.length;
    expect(await take(offered[0]?.share as Share)).toBeUndefined();
    expect(stage.trust.connector.requests).toHaveLength(before);
  });

  /** Has had a lane and half of the parts, of which some are nobody's, and done nothing with them. */
  const takesAndLeaves = async ({ lanes, shards }: Share): Promise<undefined> => {
    await nextTurn(stage.store, lanes, stage.context.now());
    for (let shard = 0; shard < PERSONS / 2; shard += 1) await nextTurn(stage.store, shards, stage.context.now());
  };

  test('delivers itself what a process that has stopped had taken', async () => {
    const stops = sharing(takesAndLeaves);
    expect((await stage.pass(stage.trust, { sharing: stops, settings: { concurrency: 2 } })).outcome).toBe('completed');
    expect(patients().toSorted()).toEqual([...NUMBERS].toSorted());
  });

  test('leaves to the next pass what a process had taken of which nobody knows whether it goes on, and says so', async () => {
    const dies = sharing(takesAndLeaves, { isAll: false });
    const summary = await stage.pass(stage.trust, { sharing: dies, settings: { concurrency: 2 } });
    expect(summary.outcome).toBe('interrupted');
    expect(summary.delivered).toBeGreaterThan(0);
    expect(patients().length).toBeLessThan(PERSONS);
    await stage.pass(stage.trust);
    expect(patients().toSorted()).toEqual([...NUMBERS].toSorted());
  });

  test('that lost its lease: whoever took a share of it sends nothing more, and takes no turn of the next', async () => {
    let late: ShareDone | undefined;
    const loses = sharing(async (share) => {
      expect(await isFree()).toBe(false);
      stage.later(61_000);
      expect(await isFree()).toBe(true);
      late = await take(share);
      return undefined;
    });
    expect((await stage.pass(stage.trust, { sharing: loses })).outcome).toBe('failed');
    expect(late).toBeUndefined();
    expect(patients()).toEqual([]);
  });

  test('tells when a partner that others could not reach asked for time', async () => {
    const retryAfterSeconds = 600;
    const away = sharing(async () => {
      const unreachable = { where: 'POST Patient', found: '503', retryAfterSeconds };
      return { persons: 1, delivered: 0, withheld: 0, held: 0, blocked: 0, unreachable };
    });
    expect((await stage.pass(stage.trust, { sharing: away })).outcome).toBe('unreachable');
    expect((await stage.pass(stage.trust, { atOnce: false })).outcome).toBe('paused');
  });

  test('ends for whoever cannot reach the partner, who tells why', async () => {
    stage.trust.connector.onRequest = ({ what }) => {
      if (what === 'create') throw new PartnerUnreachable({ where: 'POST', found: '503', retryAfterSeconds: 30 });
    };
    const told: (ShareDone | undefined)[] = [];
    await stage.pass(stage.trust, {
      sharing: sharing(async (share) => {
        told.push(await take(share));
        return told.at(-1);
      }),
    });
    expect(told[0]).toMatchObject({ persons: 1, delivered: 0, unreachable: { found: '503', retryAfterSeconds: 30 } });
  });

  test('is left in the middle by a process that waits no longer, and taken up again by the next', async () => {
    const cut = new AbortController();
    const { promise, resolve } = Promise.withResolvers<void>();
    stage.trust.connector.onRequest = ({ what }) => {
      if (what !== 'create') return;
      cut.abort();
      return promise;
    };
    let end: unknown;
    const cutOff = sharing(
      async (share) => {
        const how = { random: () => 0.5, log: SILENT, cutting: cut.signal };
        end = await takeShare(stage.context, stage.trust, share, how).catch((error: Error) => error.name);
        resolve();
        return undefined;
      },
      { isAll: false },
    );
    const { outcome } = await stage.pass(stage.trust, { sharing: cutOff, settings: { concurrency: 2 } });
    expect([end, outcome]).toEqual(['Interrupted', 'interrupted']);
    await stage.settle();
    expect(patients().toSorted()).toEqual([...NUMBERS].toSorted());
  });

  test('makes what the partner lacks of the directory itself: two processes would make it twice', async () => {
    const creates = (): readonly string[] =>
      stage.trust.connector.requests.flatMap(({ what, type }) => (what === 'create' ? [type] : []));
    const isEntry = (type: string): boolean => ['Organization', 'Practitioner', 'PractitionerRole'].includes(type);
    for (const { id = '' } of stage.trust.connector.all('Practitioner'))
      stage.trust.connector.delete('Practitioner', id);
    let early: ShareDone | undefined;
    await stage.pass(stage.trust, {
      sharing: sharing(async () => undefined, {
        // The other process is done before this one begins.
        async offer(share) {
          early = await take(share);
          expect(creates()).toEqual([]);
          return async () => ({ done: early ? [early] : [], isAll: true });
        },
      }),
    });
    expect(early).toMatchObject({ persons: 0, delivered: 0 });
    expect(creates().filter(isEntry).length).toBeGreaterThan(0);
    expect(patients().toSorted()).toEqual([...NUMBERS].toSorted());
  });

  test('names nobody in what it offers', async () => {
    await stage.pass(stage.trust, { sharing: sharing(async () => undefined) });
    const persons = await stage.store.linkedPersons(stage.trust.name, { count: PERSONS });
    const text = JSON.stringify(offered);
    expect(persons).toHaveLength(PERSONS);
    for (const word of [...persons, ...NUMBERS]) expect(text).not.toContain(word);
  });
});

describe('a pass is not shared', () => {
  test('in a mode that sends nothing, and counts once what would be sent', async () => {
    const shadow = { ...stage.trust, mode: 'shadow' as const };
    const shared = await stage.pass(shadow, { sharing: sharing(take) });
    const alone = await stage.pass(shadow);
    expect(offered).toEqual([]);
    expect(alone.notices).toEqual([expect.stringMatching(/^shadow: [1-9]/u)]);
    expect(shared.notices).toEqual(alone.notices);
  });

  test.each([
    ['where few are due', { sharing: { fewest: PERSONS + 1 }, concurrency: 4 }],
    ['where the partner is given one at a time', { sharing: {}, concurrency: 1 }],
  ])('%s', async (_, { sharing: more, concurrency }) => {
    await stage.pass(stage.trust, { sharing: sharing(take, more), settings: { concurrency } });
    expect(offered).toEqual([]);
    expect(patients()).toHaveLength(PERSONS);
  });
});
