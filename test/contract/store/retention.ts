import { describe, expect, test } from '@jest/globals';
import { verifyChain } from '../../../src/audit/verify-chain.ts';
import type { Hold } from '../../../src/store/retention-memory.ts';
import type { Commit, Store } from '../../../src/store/store.ts';
import { logged } from './audit-chain.ts';
import { carriedBy } from './filled.ts';
import { expectAllOf, expectNothingOf } from './nothing-of.ts';
import { counterpart, everything, first, goal, later, link, NOW, PARTNER, patient, setAside } from './samples.ts';

const hold = (person: string, more: Partial<Hold> = {}): Hold => ({
  ...{ id: `hold-${person}`, person, reason: 'Sak hos Statsforvalteren', by: 'Anna Fjord', since: NOW },
  ...more,
});

export function retentionContract(use: () => Store): void {
  const erase = (person: string, more: Commit = {}) =>
    use().commit({
      writes: [logged(`erased-${person}`)],
      erased: { person, traces: [], at: NOW, isDead: false },
      ...more,
    });
  const her = (person: string) =>
    use().commit({
      ...everything(person),
      counterparts: [
        counterpart(`goal-${person}`, { person, peerId: `peer-${person}`, echoed: goal('1', 'x') }),
        counterpart(person, { type: 'Patient', person, peerId: `patient-${person}` }),
      ],
      enrolmentDates: [{ partner: 'NAV', person, at: later(9) }],
    });

  describe('legal holds', () => {
    test('are kept in their order, and say when they were lifted', async () => {
      expect(await use().holds()).toEqual([]);
      await use().commit({ holds: [hold('q', { since: later(1) }), hold('p')] });
      expect(await use().holds()).toEqual([hold('p'), hold('q', { since: later(1) })]);
      const lifted = hold('p', { lifted: { at: later(2), by: 'Per Dal' } });
      await use().commit({ holds: [lifted] });
      expect(await use().holds()).toEqual([lifted, hold('q', { since: later(1) })]);
    });

    test('keep a record from being erased, and all of the commit with it', async () => {
      await her('p');
      await use().commit({ holds: [hold('p')] });
      await expect(erase('p')).rejects.toMatchObject({ code: 'on-hold' });
      expect((await use().record('p')).parts).toHaveLength(2);
      expect(await use().read('AuditEvent', 'erased-p')).toBeUndefined();
      await use().commit({ holds: [hold('p', { lifted: { at: NOW, by: 'Per Dal' } })] });
      await erase('p');
      await expectNothingOf(use(), 'p');
    });

    test('refuse whatever else a commit says that asks for none', async () => {
      await her('p');
      const asks = { unheld: 'p', taken: [{ partner: PARTNER, person: 'p' }] };
      await use().commit({ setAside: [setAside('p')], holds: [hold('p'), hold('q')] });
      await expect(use().commit(asks)).rejects.toMatchObject({ code: 'on-hold' });
      expect(await use().setAside(PARTNER, 'p')).toBeDefined();
      await use().commit({ holds: [hold('p', { lifted: { at: NOW, by: 'Per Dal' } })] });
      await use().commit(asks);
      expect(await use().setAside(PARTNER, 'p')).toBeUndefined();
    });

    test('hold also who was joined into another', async () => {
      await her('p');
      await her('q');
      await use().commit({ holds: [hold('q')] });
      await use().commit({ joined: { person: 'q', into: 'p' } });
      await expect(erase('p')).rejects.toMatchObject({ code: 'on-hold' });
      await expect(use().commit({ unheld: 'p' })).rejects.toMatchObject({ code: 'on-hold' });
    });

    test('and an erasure of the same record: one of them finds the other', async () => {
      for (const person of ['p', 'q', 'r']) {
        await her(person);
        const [held, erased] = await Promise.allSettled([use().commit({ holds: [hold(person)] }), erase(person)]);
        expect(held.status).toBe('fulfilled');
        const isThere = (await use().record(person)).seq > 0;
        expect(erased.status).toBe(isThere ? 'rejected' : 'fulfilled');
      }
    });
  });

  describe('a person who is erased', () => {
    test('leaves nothing behind, and everyone else is left as they are', async () => {
      const text = 'Noko som berre gjeld p';
      await her('p');
      await use().commit(everything('q'));
      await use().commit({
        writes: [
          { resource: goal('goal-p', 'p', { description: { text } }), version: 2, record: 'p' },
          first(goal('gone-p', 'p', { description: { text } }), 'p'),
        ],
      });
      await use().commit({
        writes: [
          { resource: goal('gone-p', 'p', { description: { text } }), version: 2, record: 'p', deleted: true },
          { resource: { resourceType: 'Provenance', id: 'told', recorded: NOW, target: [], agent: [] }, version: 1 },
        ],
      });
      await use().savePartnerDocuments([
        { partner: PARTNER, about: 'patient-p', seq: 0, body: { text }, keys: ['number-p'] },
      ]);
      await erase('p', {
        erased: { person: 'p', traces: [{ type: 'Provenance', id: 'told' }], at: NOW, isDead: false },
      });
      await expectNothingOf(use(), 'p');
      expect(await use().read('Provenance', 'told')).toBeUndefined();
      await expectAllOf(use(), 'q');
      const rows = [...(await carriedBy(use())).values()].flat().map((row) => JSON.stringify(row));
      expect(rows.filter((row) => row.includes('number-p') || row.includes(text))).toEqual([]);
      expect(await use().check()).toMatchObject({ findings: [] });
      expect((await verifyChain(use())).breaks).toEqual([]);
    });

    test('is remembered by the partners’ own ids, until she takes part again', async () => {
      await her('p');
      expect(await use().endedEnrolment(PARTNER, 'patient-p')).toBeUndefined();
      await erase('p');
      expect(await use().endedEnrolment(PARTNER, 'patient-p')).toEqual({ at: NOW, isDead: false });
      await use().commit({ resumed: { partner: PARTNER, patient: 'patient-p' } });
      expect(await use().endedEnrolment(PARTNER, 'patient-p')).toBeUndefined();
    });

    test('takes along those who were joined into her', async () => {
      for (const person of ['p', 'q', 'r']) await her(person);
      await use().commit({ joined: { person: 'r', into: 'q' } });
      await use().commit({ joined: { person: 'q', into: 'p' } });
      await erase('p');
      for (const person of ['p', 'q', 'r']) await expectNothingOf(use(), person);
      expect(await use().survivor('r')).toBe('r');
    });

    test('keeps what became a part of another’s record', async () => {
      await her('p');
      await her('q');
      await use().commit({ writes: [{ resource: goal('goal-p', 'q'), version: 2, record: 'q' }] });
      await erase('p');
      expect((await use().history('Goal', 'goal-p')).map(({ version }) => version)).toEqual([2, 1]);
      expect((await use().record('q')).parts).toHaveLength(3);
    });

    test('is not written about by whoever read her record before', async () => {
      await her('p');
      const { seq } = await use().record('p');
      await erase('p');
      const late = { expect: { record: 'p', seq }, writes: [first(goal('late', 'p'), 'p')] };
      await expect(use().commit(late)).rejects.toMatchObject({ code: 'stale-record' });
      // Who knows that she is gone may begin anew.
      await use().commit({ expect: { record: 'p', seq: 0 }, writes: [first(patient('p'), 'p')], links: [link('p')] });
      expect((await use().record('p')).parts).toHaveLength(1);
    });

    test('stays when what was read of her has moved, or a lease was lost: of several each must hold', async () => {
      await her('p');
      const { seq } = await use().record('p');
      await use().commit({ writes: [first(goal('more', 'p'), 'p')] });
      await expect(erase('p', { expect: { record: 'p', seq } })).rejects.toMatchObject({ code: 'stale-record' });
      const one = await use().acquireLease('one', 'me', NOW, later(1));
      const two = await use().acquireLease('two', 'me', NOW, later(1));
      if (!one || !two) throw new Error('both were free');
      await use().releaseLease(two);
      await expect(erase('p', { fence: [one, two] })).rejects.toMatchObject({ code: 'lease-lost' });
      await erase('p', { fence: [one] });
      await expectNothingOf(use(), 'p');
    });
  });
}
