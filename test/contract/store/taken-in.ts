import { describe, expect, test } from '@jest/globals';
import type { Seen, Store } from '../../../src/store/store.ts';
import { everything, later, link, PARTNER, setAside } from './samples.ts';

export function takenInContract(use: () => Store): void {
  describe('seen', () => {
    const version: Seen = { partner: PARTNER, type: 'Goal', peerId: '1', version: '1' };

    test('answers for each version in the order asked', async () => {
      await use().commit({ seen: [version, { ...version, peerId: '2' }] });
      const asked = [
        { ...version, peerId: '3' },
        version,
        { ...version, peerId: '2' },
        { ...version, peerId: '2', version: '2' },
      ];
      expect(await use().seen(asked)).toEqual([false, true, true, false]);
      expect(await use().seen([])).toEqual([]);
    });

    test('partner, type, peer id and version all count', async () => {
      await use().commit({ seen: [version] });
      const others = [{ partner: 'x' }, { type: 'Task' }, { peerId: 'x' }, { version: 'x' }];
      expect(await use().seen(others.map((other) => ({ ...version, ...other })))).toEqual([false, false, false, false]);
    });

    test('may be said again', async () => {
      await use().commit({ seen: [version, version] });
      await use().commit({ seen: [version] });
      expect(await use().seen([version])).toEqual([true]);
    });
  });

  describe('set aside', () => {
    test('is kept whole with its findings', async () => {
      await use().commit({ setAside: [setAside('p')] });
      expect(await use().setAside(PARTNER, 'p')).toEqual(setAside('p'));
      expect(await use().setAside(PARTNER, 'q')).toBeUndefined();
      expect(await use().setAside('ehr-east', 'p')).toBeUndefined();
    });

    test('with the record it was weighed against', async () => {
      await use().commit({ setAside: [setAside('p', { recordSeq: 7 })] });
      expect(await use().setAside(PARTNER, 'p')).toEqual(setAside('p', { recordSeq: 7 }));
    });

    test('taken, it takes the link of a person without a record along, and no other', async () => {
      await use().commit(everything('p'));
      await use().commit({ setAside: [setAside('q')], links: [link('q'), link('q', { partner: 'ehr-east' })] });
      await use().commit({ taken: ['p', 'q'].map((person) => ({ partner: PARTNER, person })) });
      expect(await use().links('p')).toHaveLength(1);
      expect(await use().links('q')).toMatchObject([{ partner: 'ehr-east' }]);
    });

    test('is replaced by what comes next from the same partner for the same person', async () => {
      const next = setAside('p', { findings: [], resources: [], since: later(1) });
      await use().commit({ setAside: [setAside('p')] });
      await use().commit({ setAside: [next] });
      expect(await use().allSetAside()).toEqual([next]);
    });

    test('is listed whole, the oldest first', async () => {
      const entries = [setAside('p', { since: later(2) }), setAside('q'), setAside('r', { since: later(1) })];
      await use().commit({ setAside: entries });
      expect(await use().allSetAside()).toEqual([entries[1], entries[2], entries[0]]);
    });

    test('ends when it is taken, and only that', async () => {
      await use().commit({ setAside: [setAside('p'), setAside('p', { partner: 'ehr-east' }), setAside('q')] });
      await use().commit({
        taken: [
          { partner: PARTNER, person: 'p' },
          { partner: PARTNER, person: 'unknown' },
        ],
      });
      expect(await use().setAside(PARTNER, 'p')).toBeUndefined();
      expect(await use().setAside('ehr-east', 'p')).toBeDefined();
      expect(await use().setAside(PARTNER, 'q')).toBeDefined();
    });

    test('may be taken and set aside anew in one commit', async () => {
      const rest = setAside('p', { resources: [], since: later(1) });
      await use().commit({ setAside: [setAside('p')] });
      await use().commit({ taken: [{ partner: PARTNER, person: 'p' }], setAside: [rest] });
      expect(await use().setAside(PARTNER, 'p')).toEqual(rest);
    });
  });
}
