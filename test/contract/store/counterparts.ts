import { describe, expect, test } from '@jest/globals';
import type { Counterpart, Store } from '../../../src/store/store.ts';
import { counterpart, goal, PARTNER } from './samples.ts';

export function counterpartContract(use: () => Store): void {
  describe('counterparts', () => {
    const full: Counterpart = {
      partner: PARTNER,
      type: 'Goal',
      id: 'g',
      person: 'p',
      peerId: '77',
      peerVersion: '4',
      sent: goal('g', 'p'),
      echoed: goal('77', 'their-p', { language: 'nb' }),
      mask: ['note', 'target.detailString'],
      frozen: true,
    };

    test('are read back as they were given, by our id, by theirs, and by person', async () => {
      await use().commit({ counterparts: [full] });
      expect(await use().counterpart(PARTNER, 'Goal', 'g')).toEqual(full);
      expect(await use().counterpartByPeerId(PARTNER, 'Goal', '77')).toEqual(full);
      expect(await use().counterparts(PARTNER, 'p')).toEqual([full]);
    });

    test('say that they are gone at the partner, until they are said to be there again', async () => {
      await use().commit({ counterparts: [{ ...full, gone: true }] });
      expect(await use().counterpartByPeerId(PARTNER, 'Goal', '77')).toEqual({ ...full, gone: true });
      expect(await use().counterparts(PARTNER, 'p')).toEqual([{ ...full, gone: true }]);
      await use().commit({ counterparts: [full] });
      expect(await use().counterpart(PARTNER, 'Goal', 'g')).toEqual(full);
    });

    test('of the directory have no person, and no peer id while a creation is under way', async () => {
      await use().commit({ counterparts: [counterpart('g'), counterpart('h')] });
      expect(await use().counterpart(PARTNER, 'Goal', 'g')).toEqual(counterpart('g'));
      expect(await use().counterpart(PARTNER, 'Goal', 'h')).toEqual(counterpart('h'));
      expect(await use().counterparts(PARTNER, 'p')).toEqual([]);
    });

    test('are replaced whole', async () => {
      await use().commit({ counterparts: [full] });
      await use().commit({ counterparts: [counterpart('g')] });
      expect(await use().counterpart(PARTNER, 'Goal', 'g')).toEqual(counterpart('g'));
      expect(await use().counterpartByPeerId(PARTNER, 'Goal', '77')).toBeUndefined();
      expect(await use().counterparts(PARTNER, 'p')).toEqual([]);
    });

    test('are apart by partner and type', async () => {
      const others = [
        counterpart('g', { partner: 'ehr-east', peerId: '77' }),
        counterpart('g', { type: 'Task', peerId: '77' }),
      ];
      await use().commit({ counterparts: [full, ...others] });
      expect(await use().counterpart(PARTNER, 'Goal', 'g')).toEqual(full);
      expect(await use().counterpartByPeerId('ehr-east', 'Goal', '77')).toEqual(others[0]);
      expect(await use().counterpartByPeerId(PARTNER, 'Task', '77')).toEqual(others[1]);
      expect(await use().counterpart('ehr-east', 'Task', 'g')).toBeUndefined();
      expect(await use().counterparts('ehr-east', 'p')).toEqual([]);
    });

    test('cannot share a peer id; the first keeps it', async () => {
      await use().commit({ counterparts: [full] });
      const second = { counterparts: [counterpart('other', { peerId: '77' })] };
      await expect(use().commit(second)).rejects.toMatchObject({ code: 'duplicate' });
      const both = { counterparts: [counterpart('a', { peerId: '1' }), counterpart('b', { peerId: '1' })] };
      await expect(use().commit(both)).rejects.toMatchObject({ code: 'duplicate' });
      expect((await use().counterpartByPeerId(PARTNER, 'Goal', '77'))?.id).toBe('g');
      expect(await use().counterpart(PARTNER, 'Goal', 'a')).toBeUndefined();
    });

    test('may change peer ids among themselves in one commit', async () => {
      await use().commit({ counterparts: [counterpart('a', { peerId: '1' }), counterpart('b', { peerId: '2' })] });
      await use().commit({ counterparts: [counterpart('a', { peerId: '2' }), counterpart('b', { peerId: '1' })] });
      expect((await use().counterpartByPeerId(PARTNER, 'Goal', '2'))?.id).toBe('a');
      expect((await use().counterpartByPeerId(PARTNER, 'Goal', '1'))?.id).toBe('b');
    });
  });
}
