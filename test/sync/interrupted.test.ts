import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { INGRID, Papers, PER } from '../exchange/papers.ts';
import { openStage, type Stage } from '../exchange/stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

test('a pass that is told to stop finishes the person it is at and begins no other, and the next one goes on to the same end', async () => {
  const { fjordvik, trust, store } = stage;
  for (const [prefix, number] of [
    ['f', INGRID],
    ['p', PER],
  ] as const)
    fjordvik.connector.put(...new Papers(prefix, number).whole());
  await stage.pass(fjordvik);
  const stopping = new AbortController();
  let persons = 0;
  const interrupted = await stage.pass(trust, {
    stopping: stopping.signal,
    settings: { concurrency: 1 },
    onProgress: () => {
      persons += 1;
      stopping.abort();
    },
  });
  expect([interrupted.outcome, persons]).toEqual(['interrupted', 1]);
  expect(trust.connector.all('CarePlan')).toHaveLength(1);
  expect((await store.runs({ partner: trust.name, count: 1 }))[0]).toMatchObject({ outcome: 'interrupted' });

  const refused = await stage.pass(trust, { stopping: stopping.signal });
  expect(refused).toMatchObject({ outcome: 'interrupted', pulled: 0, requests: 0 });
  await stage.settle();
  expect(trust.connector.all('CarePlan')).toHaveLength(2);
  for (const number of [INGRID, PER]) expect(await stage.standing(trust, number)).toBe('in-step');
});

test('a pass that is told to stop while the partner answers takes no second page', async () => {
  const { fjordvik } = stage;
  const stopping = new AbortController();
  fjordvik.connector.put(...new Papers('f', INGRID).whole());
  const { changes } = fjordvik.connector;
  let pages = 0;
  fjordvik.connector.changes = async function* (cursor, asking) {
    const feed = changes.call(fjordvik.connector, cursor, asking);
    let step = await feed.next();
    for (; !step.done; step = await feed.next()) {
      pages += 1;
      stopping.abort();
      yield step.value;
    }
    return step.value;
  };
  expect(await stage.pass(fjordvik, { stopping: stopping.signal })).toMatchObject({ outcome: 'interrupted' });
  expect(pages).toBe(1);
  fjordvik.connector.changes = changes;
  await stage.settle();
  expect(await stage.standing(fjordvik, INGRID)).toBe('in-step');
});

test('a pass that is cut off gives its lease back, and writes nothing more', async () => {
  const { fjordvik, store, context } = stage;
  const cutting = new AbortController();
  fjordvik.connector.put(...new Papers('f', INGRID).whole());
  const answered = Promise.withResolvers<void>();
  const { changes } = fjordvik.connector;
  const after = Promise.withResolvers<unknown>();
  fjordvik.connector.changes = async function* (cursor, asking) {
    cutting.abort();
    await answered.promise;
    const feed = changes.call(fjordvik.connector, cursor, asking);
    try {
      return yield* feed;
    } finally {
      after.resolve(undefined);
    }
  };
  expect(await stage.pass(fjordvik, { cutting: cutting.signal })).toMatchObject({ outcome: 'interrupted' });
  const now = context.now();
  expect(await store.acquireLease(`partner:${fjordvik.name}`, 'another', now, now)).toBeDefined();
  answered.resolve();
  // What was cut off comes to its page only now: its lease is another's.
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await store.arrivedPatientCount(fjordvik.name)).toBe(0);
  expect((await store.changedSince(0)).persons).toEqual([]);
});
