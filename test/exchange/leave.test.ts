import { expect, test } from '@jest/globals';
import type { Connector } from '../../src/connector/connector.ts';
import { leave } from '../../src/exchange/leave.ts';
import { recordOf } from '../../src/record/record.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { Commit } from '../../src/store/store.ts';

const NOW = '2026-11-22T10:00:00.000Z';

test('a record that changes until an intent is on the disk lets nothing leave', async () => {
  const store = await openSqliteStore({ file: ':memory:', now: () => NOW });
  const fence = await store.acquireLease('partner:trust', 'test', NOW, '2026-11-22T10:01:00.000Z');
  if (!fence) throw new Error('no lease');
  const patient = { resourceType: 'Patient', id: 'p' } as const;
  await store.commit({ writes: [{ resource: patient, version: 1, record: 'p' }] });
  const { seq } = await store.record('p');
  const slow = async (change: Commit) => {
    const written = await store.commit(change);
    if (change.links) await store.commit({ writes: [{ resource: patient, version: 2, record: 'p' }] });
    return written;
  };
  let left = 0;
  /** A write with nothing to be asked for first. */
  const connector = { guarded: (before: () => Promise<void>) => ({ before }) } as unknown as Connector;
  const leaving = leave(
    { ...({ now: () => NOW } as Parameters<typeof leave>[0]), store: { ...store, commit: slow } },
    {
      partner: { connector },
      loaded: { record: recordOf('p', [], new Map()), seq, stored: new Map() },
      outlook: { nextChange: undefined },
      fence,
    },
    { links: [{ person: 'p', partner: 'trust', standing: 'delivering', attempts: 0 }] },
    async (guarded) => {
      await (guarded as unknown as { before: () => Promise<void> }).before();
      left += 1;
    },
  );
  await expect(leaving).rejects.toMatchObject({ code: 'stale-record' });
  expect(left).toBe(0);
  await store.close();
});
