import { describe, expect, test } from '@jest/globals';
import type { Store } from '../../../src/store/store.ts';
import { finding, first, goal, link, NOW, patient, setAside, task } from './samples.ts';

const EARLIER = '2026-01-01T10:00:00.000Z';
const LATER = '2026-01-02T10:00:00.000Z';

export function signalsContract(use: () => Store): void {
  describe('signals', () => {
    test('of an empty store are none', async () => {
      expect(await use().signals()).toMatchObject({ links: [], setAside: [], conflicts: [], subscriptions: [] });
    });

    test('count links by partner and standing, and tell since when the longest is owed', async () => {
      await use().commit({
        links: [
          link('p', { standing: 'owed', owedSince: LATER }),
          link('q', { standing: 'owed', owedSince: EARLIER }),
          link('r', { standing: 'held' }),
          link('p', { partner: 'ehr-east', standing: 'blocked', owedSince: LATER }),
        ],
      });
      const { links } = await use().signals();
      expect(
        [...links].sort((one, other) => (one.partner + one.standing < other.partner + other.standing ? -1 : 1)),
      ).toEqual([
        { partner: 'ehr-east', standing: 'blocked', count: 1, since: LATER },
        { partner: 'ehr-west', standing: 'held', count: 1 },
        { partner: 'ehr-west', standing: 'owed', count: 2, since: EARLIER },
      ]);
    });

    test('tell a link in step with an older record than there is as owed since the record moved', async () => {
      const [written] = await use().commit({ writes: [first(patient('p'), 'p')] });
      const computed = { recordSeq: written?.seq ?? 0, configuration: 'c' };
      await use().commit({ links: [link('p', { computed })] });
      expect((await use().signals()).links).toEqual([{ partner: 'ehr-west', standing: 'in-step', count: 1 }]);
      const [moved] = await use().commit({ writes: [first(goal('g', 'p'), 'p')] });
      const since = moved?.resource.meta?.lastUpdated ?? 'never';
      expect((await use().signals()).links).toEqual([{ partner: 'ehr-west', standing: 'owed', count: 1, since }]);
      await use().commit({ links: [link('q', { standing: 'owed', owedSince: EARLIER })] });
      expect((await use().signals()).links).toEqual([
        { partner: 'ehr-west', standing: 'owed', count: 2, since: since < EARLIER ? since : EARLIER },
      ]);
    });

    test('count persons with something to mend by partner, and open conflicts by kind', async () => {
      await use().commit({
        setAside: [
          setAside('p', { findings: [finding('error')] }),
          setAside('q', { findings: [finding('error')] }),
          setAside('p', { partner: 'ehr-east', findings: [], candidates: ['CarePlan/1'] }),
        ],
        writes: [
          first(task('a', 'p', 'requested', 'conflict'), 'p'),
          first(task('b', 'p', 'on-hold', 'candidate'), 'p'),
          first(task('c', 'p', 'completed', 'proposal'), 'p'),
          first(task('d', 'p', 'requested'), 'p'),
        ],
      });
      const { setAside: aside, conflicts } = await use().signals();
      expect(aside).toEqual([{ partner: 'ehr-west', count: 2 }]);
      expect([...conflicts].sort((one, other) => (one.kind < other.kind ? -1 : 1))).toEqual([
        { kind: 'candidate', count: 1 },
        { kind: 'conflict', count: 1 },
      ]);
    });

    test('count subscriptions by status, and the events that endpoints have not taken', async () => {
      const kept = {
        organization: '310000027',
        revision: 1,
        base: 'http://localhost/fhir',
        version: 1,
        lastUpdated: NOW,
      };
      const resource = {
        resourceType: 'Subscription',
        status: 'requested',
        reason: 'r',
        criteria: 'c',
        channel: { type: 'rest-hook' },
      } as const;
      const state = { ...kept, resource, isReady: true, configuration: 'c', looked: 0, isGreeted: true, attempts: 0 };
      for (const one of [
        { id: 'a', status: 'active', numbered: 7, delivered: 5 },
        { id: 'b', status: 'active', numbered: 3, delivered: 3 },
        { id: 'c', status: 'error', numbered: 9, delivered: 0 },
      ] as const)
        await use().commit({ subscription: { saved: { ...state, ...one } } });
      const { subscriptions } = await use().signals();
      expect([...subscriptions].sort((one, other) => one.count - other.count)).toEqual([
        { status: 'error', count: 1, owed: 9 },
        { status: 'active', count: 2, owed: 2 },
      ]);
    });
  });
}
