import { describe, expect, test } from '@jest/globals';
import type { Store } from '../../../src/store/store.ts';
import { PARTNER } from './samples.ts';

const OTHER = 'ehr-east';

export function partnerDocumentContract(use: () => Store): void {
  describe('documents of a partner without a server', () => {
    const document = (about: string, seq = 0, keys: readonly string[] = [], partner = PARTNER) => ({
      ...{ partner, about, seq, keys },
      body: { about, odd: [null], seq },
    });
    const abouts = async (found: Promise<readonly { readonly about: string }[]>) =>
      (await found).map(({ about }) => about);

    test('are read back as they were saved, and are of one partner', async () => {
      await use().savePartnerDocuments([document('1'), document('1', 0, [], OTHER)]);
      const found = await use().partnerDocument(PARTNER, '1');
      expect(found).toEqual({ partner: PARTNER, about: '1', seq: 1, body: { about: '1', odd: [null], seq: 0 } });
      expect(await use().partnerDocument(PARTNER, '2')).toBeUndefined();
    });

    test('come in the order of their changes, each partner’s own', async () => {
      await use().savePartnerDocuments([document('b'), document('a'), document('c', 0, [], OTHER)]);
      expect(await abouts(use().partnerDocumentsAfter(PARTNER, 0, 9))).toEqual(['b', 'a']);
      expect(await abouts(use().partnerDocumentsAfter(PARTNER, 0, 1))).toEqual(['b']);
      await use().savePartnerDocuments([document('b', 1)]);
      const changed = await use().partnerDocumentsAfter(PARTNER, 2, 9);
      expect(changed.map(({ about, seq }) => [about, seq])).toEqual([['b', 3]]);
      expect(await abouts(use().partnerDocumentsAfter(PARTNER, 3, 9))).toEqual([]);
    });

    test('are found by the keys they were saved with last', async () => {
      await use().savePartnerDocuments([document('1', 0, ['x', 'y', 'x']), document('2', 0, ['y'])]);
      expect(await abouts(use().partnerDocumentsWith(PARTNER, 'y'))).toEqual(['1', '2']);
      await use().savePartnerDocuments([document('1', 1, ['z'])]);
      expect(await abouts(use().partnerDocumentsWith(PARTNER, 'x'))).toEqual([]);
      expect(await abouts(use().partnerDocumentsWith(PARTNER, 'z'))).toEqual(['1']);
      expect(await abouts(use().partnerDocumentsWith(OTHER, 'z'))).toEqual([]);
    });

    test('one that moved on is not written over, and nothing of that save stands', async () => {
      await use().savePartnerDocuments([document('1')]);
      await use().savePartnerDocuments([document('1', 1)]);
      for (const stale of [document('1'), document('1', 1), document('3', 7)]) {
        const save = use().savePartnerDocuments([document('2', 0, ['k']), stale]);
        await expect(save).rejects.toMatchObject({ code: 'stale-version' });
      }
      expect(await use().partnerDocument(PARTNER, '2')).toBeUndefined();
      expect(await abouts(use().partnerDocumentsWith(PARTNER, 'k'))).toEqual([]);
      expect(await use().partnerDocument(PARTNER, '1')).toMatchObject({ seq: 2, body: { seq: 1 } });
    });
  });
}
