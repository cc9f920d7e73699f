import { describe, expect, test } from '@jest/globals';
import type { AuditEvent } from '@medplum/fhirtypes';
import { verifyChain } from '../../../src/audit/verify-chain.ts';
import type { StoredSegment } from '../../../src/store/audit-trail.ts';
import type { Store, Write } from '../../../src/store/store.ts';
import type { StoreFixture } from './fixture.ts';
import { first, patient } from './samples.ts';

const NOTHING = { keys: [] };
const LATER = '2036-11-22T08:00:00.000Z';

const entry = (id: string): AuditEvent => ({
  resourceType: 'AuditEvent',
  id,
  type: { code: 'rest' },
  recorded: '2026-11-22T08:00:00.000Z',
  agent: [{ requestor: true }],
  source: { observer: { display: 'test' } },
});

/** An entry of the access log, to be written. */
export const logged = (id: string): Write => ({ resource: entry(id), version: 1 });

export function auditChainContract(use: () => StoreFixture): void {
  const store = (): Store => use().store;
  const log = (...ids: readonly string[]) => store().commit({ writes: ids.map((id) => logged(id)) });

  describe('the chain over the access log', () => {
    test('is empty where nothing was logged, and nothing is wrong with it', async () => {
      await store().commit({ writes: [first(patient('p'), 'p')] });
      expect(await verifyChain(store(), NOTHING)).toEqual({
        segments: 0,
        entries: 0,
        cut: 0,
        anchors: 0,
        signed: 0,
        open: 0,
        before: 0,
        breaks: [],
      });
    });

    test('has every entry in the order of commits', async () => {
      await log('a', 'b');
      await log('c');
      const [segment] = await store().auditSegments();
      const links = await store().auditLinks(segment?.id ?? 0, { after: 0, count: 10 });
      expect(links.map(({ position, entry: at }) => [position, at?.id])).toEqual([
        [1, 'a'],
        [2, 'b'],
        [3, 'c'],
      ]);
      expect(await store().auditLinks(segment?.id ?? 0, { after: 1, count: 1 })).toEqual([links[1]]);
      const everything = { after: 0, count: Number.MAX_SAFE_INTEGER };
      expect(await store().auditLinks(segment?.id ?? 0, everything)).toEqual(links);
      expect(await verifyChain(store(), NOTHING)).toMatchObject({ segments: 1, entries: 3, open: 3, breaks: [] });
    });

    test('loses nothing by a commit that fails, and nothing by its neighbours', async () => {
      await log('a');
      const results = await Promise.allSettled([
        log('b'),
        store().commit({ writes: [logged('x'), { resource: entry('a'), version: 7 }] }),
        log('c'),
      ]);
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(await verifyChain(store(), NOTHING)).toMatchObject({ entries: 3, breaks: [] });
    });

    test('is closed a thousand entries at a time, each segment going on where the one before ended', async () => {
      for (let batch = 0; batch < 21; batch += 1) {
        await log(...Array.from({ length: 100 }, (_, index) => `e${batch}-${index}`));
      }
      const segments = await store().auditSegments();
      expect(segments.map(({ number, anchor }) => [number, anchor?.entries])).toEqual([
        [1, 1000],
        [2, 1000],
        [3, undefined],
      ]);
      expect(segments[1]?.previous).toBe(segments[0]?.anchor?.head);
      expect(await verifyChain(store(), NOTHING)).toMatchObject({ entries: 2100, anchors: 2, open: 100, breaks: [] });
    });

    test('is closed with the store; who opens it again begins a chain of its own', async () => {
      const { again } = use();
      if (!again) return;
      await log('a');
      const other = await again();
      try {
        await other.commit({ writes: [logged('b')] });
        await log('c');
        await store().close();
        const segments = await other.auditSegments();
        expect(new Set(segments.map(({ chain }) => chain)).size).toBe(2);
        expect(segments.map(({ anchor }) => anchor?.entries ?? 0).sort()).toEqual([0, 2]);
        expect(await verifyChain(other, NOTHING)).toMatchObject({ entries: 3, anchors: 1, open: 1, breaks: [] });
      } finally {
        await other.close();
      }
    });

    test('gives up the content of closed entries, with what they are found by, and goes on through them', async () => {
      const { again } = use();
      if (!again) return;
      await log('a', 'b', 'c', 'd');
      await store().close();
      const other = await again();
      try {
        const segment = (await other.auditSegments())[0] as StoredSegment;
        expect(await other.cutAccessLog(segment, [1, 3], LATER)).toBe(2);
        // What is gone is not stated twice.
        expect(await other.cutAccessLog(segment, [3, 4], LATER)).toBe(1);
        expect(await other.cutAccessLog(segment, [1], LATER)).toBe(0);
        const links = await other.auditLinks(segment.id, { after: 0, count: 10 });
        expect(links.map(({ entry: at }) => at?.id)).toEqual([undefined, 'b', undefined, undefined]);
        const found = await other.search({ type: 'AuditEvent', filters: [], count: 10 });
        expect(found.resources.map(({ resource }) => resource.id)).toEqual(['b']);
        expect(await other.readVersion('AuditEvent', 'a', 1)).toBeUndefined();
        expect(await other.auditCuts()).toMatchObject([
          { segment: segment.id, number: 1, positions: [1, 3], at: LATER },
          { segment: segment.id, number: 2, positions: [4], at: LATER },
        ]);
        expect(await verifyChain(other, NOTHING)).toMatchObject({ entries: 4, cut: 3, anchors: 1, breaks: [] });
      } finally {
        await other.close();
      }
    });

    test('gives up nothing of a segment that is open', async () => {
      await log('a');
      const [open] = await store().auditSegments();
      expect(open && (await store().cutAccessLog(open, [1], LATER))).toBe(0);
      expect(await verifyChain(store(), NOTHING)).toMatchObject({ entries: 1, cut: 0, breaks: [] });
    });
  });
}
