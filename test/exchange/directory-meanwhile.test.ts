import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Organization, Practitioner, PractitionerRole } from '@medplum/fhirtypes';
import { admitDirectory } from '../../src/exchange/admit-directory.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { Fence, Store } from '../../src/store/store.ts';
import { directory } from './papers.ts';
import { openStage, type Stage, type StagedPartner } from './stage.ts';

let store: Store;
let stage: Stage;
beforeEach(async () => {
  store = await openSqliteStore({ file: ':memory:' });
  stage = await openStage({ store });
});
afterEach(() => stage.close());

/** Two processes of one installation: no entry is written by either before both have looked for it. */
function processes(): readonly Store[] {
  const meetings = new Map<string, { looked: number; readonly both: PromiseWithResolvers<void> }>();
  return [0, 1].map(() => {
    const met = new Set<string>();
    const commit: Store['commit'] = async (change) => {
      const [counterpart] = change.counterparts ?? [];
      const key = `${counterpart?.type}/${counterpart?.peerId?.replace('hf-', '')}`;
      const meeting = meetings.get(key) ?? { looked: 0, both: Promise.withResolvers<void>() };
      meetings.set(key, meeting);
      if (!met.has(key)) {
        met.add(key);
        meeting.looked += 1;
        if (meeting.looked === 2) meeting.both.resolve();
        await meeting.both.promise;
      }
      return store.commit(change);
    };
    return new Proxy(store, {
      get(target, name) {
        const method: unknown = name === 'commit' ? commit : Reflect.get(target, name);
        return typeof method === 'function' ? method.bind(target) : method;
      },
    });
  });
}

async function fenceOf({ name }: StagedPartner): Promise<Fence> {
  const fence = await store.acquireLease(`partner:${name}`, 'test', stage.context.now(), '2027-01-01T00:00:00.000Z');
  if (!fence) throw new Error('somebody has the lease');
  return fence;
}

const received = (entries: ReturnType<typeof directory>) =>
  entries.map((resource) => ({
    type: resource.resourceType,
    peerId: resource.id ?? '',
    version: '1',
    resource,
  }));

async function isThereOnce(): Promise<void> {
  expect(await stage.stored<Organization>('Organization')).toHaveLength(2);
  expect(await stage.stored<Practitioner>('Practitioner')).toHaveLength(1);
  expect(await stage.stored<PractitionerRole>('PractitionerRole')).toHaveLength(1);
}

describe('a new entry that two processes meet at the same moment', () => {
  test('is there once where both deliver to one partner, each its share', async () => {
    const fence = await fenceOf(stage.fjordvik);
    await Promise.all(
      processes().map((one) =>
        admitDirectory({ ...stage.context, store: one }, stage.fjordvik, received(directory('fjordvik')), fence),
      ),
    );
    await isThereOnce();
  });

  test('is there once where two partners tell of it', async () => {
    const [one, other] = processes() as [Store, Store];
    const { fjordvik, trust, context } = stage;
    await Promise.all([
      admitDirectory({ ...context, store: one }, fjordvik, received(directory('fjordvik')), await fenceOf(fjordvik)),
      admitDirectory({ ...context, store: other }, trust, received(directory('trust')), await fenceOf(trust)),
    ]);
    await isThereOnce();
  });
});
