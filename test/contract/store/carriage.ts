import { describe, expect, test } from '@jest/globals';
import { verifyChain } from '../../../src/audit/verify-chain.ts';
import { CARRIED_KINDS } from '../../../src/store/carried.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { logged } from './audit-chain.ts';
import { carriedBy, carry, fill, someone } from './filled.ts';
import type { StoreFixture } from './fixture.ts';
import { first, goal, later, NOW, PARTNER } from './samples.ts';

export function carriageContract(use: () => StoreFixture): void {
  const store = (): Store => use().store;
  const withFilled = async (work: (filled: Store) => Promise<void>): Promise<void> => {
    // More than an hour from one look at the clock to the next: segments of the access log are closed.
    let hours = 0;
    const now = () => {
      hours += 2;
      return later(hours * 60);
    };
    const filled = await openSqliteStore({ file: ':memory:', now });
    try {
      await fill(filled);
      await work(filled);
    } finally {
      await filled.close();
    }
  };

  describe('what is carried from store to store', () => {
    test('is everything: what was taken in is given as it came, kind by kind', () =>
      withFilled(async (filled) => {
        const before = await carriedBy(filled);
        for (const kind of CARRIED_KINDS) expect([kind, before.get(kind)?.length]).not.toEqual([kind, 0]);
        await carry(filled, store());
        expect(await carriedBy(store())).toEqual(before);
      }));

    test('is what it was where it came from: it goes back without loss', async () => {
      await fill(store());
      const back = await openSqliteStore({ file: ':memory:' });
      try {
        await carry(store(), back);
        expect(await carriedBy(back)).toEqual(await carriedBy(store()));
      } finally {
        await back.close();
      }
    });

    test('answers as it did: records, searches, history, persons, links, counterparts, documents, counts', () =>
      withFilled(async (filled) => {
        await carry(filled, store());
        const moment = { now: later(100), configuration: 'c' };
        const answers = (one: Store) =>
          Promise.all([
            one.record('p'),
            one.history('Goal', 'goal-p'),
            one.read('Goal', 'goal-q'),
            one.search({
              type: 'Goal',
              filters: [{ kind: 'reference', name: 'subject', values: ['Patient/p'] }],
              count: 9,
            }),
            one.search({ type: 'Patient', filters: [], count: 9 }),
            one.persons([
              { system: 'urn:test:person', value: 'number-p' },
              { system: 'urn:test:person', value: 'number-r' },
              { system: 'urn:test:person', value: 'number-q' },
            ]),
            one.survivor('r'),
            one.duePersons(PARTNER, moment),
            one.counterparts(PARTNER, 'p'),
            one.arrivalsAbout(PARTNER, '1'),
            one.partnerDocumentsWith(PARTNER, `long ${'x'.repeat(900)}`),
            one.subscriptions(),
            one.knownFacts('s', 'p'),
            one.runs({ count: 9 }),
            one.overview(),
            one.useOnce('proof', later(11), NOW),
          ]);
        expect(await answers(store())).toEqual(await answers(filled));
      }));

    test('goes on: what is written next is newer, and the chain over the access log holds', () =>
      withFilled(async (filled) => {
        await carry(filled, store());
        const { seq } = await store().changedSince(0);
        const [written, entry] = await store().commit({ writes: [first(goal('new', 'p'), 'p'), logged('d')] });
        expect(written?.seq).toBeGreaterThan(seq);
        expect((await store().changedSince(seq)).persons).toEqual(['p']);
        expect(entry?.seq).toBeGreaterThan(seq);
        expect(await verifyChain(store())).toMatchObject({ entries: 5, breaks: [] });
        const documents = [{ partner: PARTNER, about: '2', seq: 0, body: {}, keys: [] }];
        await store().savePartnerDocuments(documents);
        expect((await store().partnerDocument(PARTNER, '2'))?.seq).toBe(3);
      }));

    test('is refused by a store that is used, which stays as it is', () =>
      withFilled(async (filled) => {
        await store().commit(someone('x'));
        const before = await carriedBy(store());
        await expect(carry(filled, store())).rejects.toMatchObject({ code: 'configuration' });
        expect(await carriedBy(store())).toEqual(before);
        expect(await store().importPlace()).toBeUndefined();
      }));

    test('is gone on with where it broke off, and only from the same file', async () => {
      const seen = { partner: PARTNER, type: 'Goal', peer_id: '1', version: '1', met_at: 1 };
      const place = { archive: 'one', lines: 3 };
      await store().importRows('seen', [seen], place);
      expect(await store().importPlace()).toEqual(place);
      // All or nothing: a row that is there already is refused with its neighbours.
      const broken = store().importRows('seen', [{ ...seen, peer_id: '2' }, seen], { archive: 'one', lines: 5 });
      await expect(broken).rejects.toMatchObject({ code: 'internal' });
      expect(await store().importPlace()).toEqual(place);
      const other = store().importRows('seen', [{ ...seen, peer_id: '3' }], { archive: 'two', lines: 1 });
      await expect(other).rejects.toMatchObject({ code: 'configuration' });
      await store().importRows('seen', [{ ...seen, peer_id: '2' }], { archive: 'one', lines: 4 });
      await store().endImport();
      expect(await store().importPlace()).toBeUndefined();
      expect((await carriedBy(store())).get('seen')).toHaveLength(2);
    });

    test('leaves a store that nobody opens until it is done', async () => {
      const { again } = use();
      if (!again) return;
      await store().importRows('record', [], { archive: 'one', lines: 1 });
      await expect(again().then((other) => other.close())).rejects.toMatchObject({ code: 'configuration' });
      await store().endImport();
      await (await again()).close();
    });

    test('is of one moment, whatever is written while it is read', async () => {
      if (!use().again) return;
      await store().commit(someone('p'));
      const seen = await store().atOneMoment(async ({ upto, rows, counts }) => {
        await store().commit({
          ...someone('q'),
          links: [{ person: 'q', partner: PARTNER, standing: 'held', attempts: 0 }],
        });
        const [versions, links] = [await Array.fromAsync(rows('version')), await Array.fromAsync(rows('link'))];
        return { upto, counts: [counts.version, counts.link], versions: versions.length, links: links.length };
      });
      expect(seen).toMatchObject({ counts: [1, 0], versions: 1, links: 0 });
      // The history of that moment can be read again later.
      const later = await store().atOneMoment(async ({ rows, counts }) => {
        return [counts.version, (await Array.fromAsync(rows('version', 0))).length];
      }, seen.upto);
      expect(later).toEqual([1, 1]);
    });
  });
}
