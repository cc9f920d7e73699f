import { describe, expect, test } from '@jest/globals';
import { type Link, STANDINGS, type Store } from '../../../src/store/store.ts';
import { later, link, NOW } from './samples.ts';

export function linkContract(use: () => Store): void {
  describe('links', () => {
    const full: Link = {
      person: 'p',
      partner: 'ehr-west',
      standing: 'unreachable',
      reason: 'no-answer',
      computed: { recordSeq: 7, configuration: 'abc', nextChange: '2027-01-01T00:00:00+01:00' },
      attempts: 3,
      nextAttempt: later(10),
      owedSince: NOW,
    };

    test('are read back as they were given', async () => {
      await use().commit({ links: [full, link('q')] });
      expect(await use().link('p', 'ehr-west')).toEqual(full);
      expect(await use().link('q', 'ehr-west')).toEqual(link('q'));
    });

    test('are replaced whole', async () => {
      await use().commit({ links: [full] });
      await use().commit({ links: [link('p')] });
      expect(await use().link('p', 'ehr-west')).toEqual(link('p'));
    });

    test.each(STANDINGS)('may stand %s', async (standing) => {
      await use().commit({ links: [link('p', { standing })] });
      expect((await use().link('p', 'ehr-west'))?.standing).toBe(standing);
    });

    test('belong to a person and a partner', async () => {
      await use().commit({ links: [link('p'), link('p', { partner: 'ehr-east' }), link('q')] });
      expect((await use().links('p')).map((found) => found.partner)).toEqual(['ehr-east', 'ehr-west']);
      expect(await use().link('q', 'ehr-east')).toBeUndefined();
      expect(await use().links('r')).toEqual([]);
    });
  });
}
