import { describe, expect, test } from '@jest/globals';
import { type Link, STANDINGS, type Store } from '../../../src/store/store.ts';
import { first, goal, later, link, NOW, PARTNER, patient } from './samples.ts';

const CONFIGURATION = 'configuration-1';

export function dueLinkContract(use: () => Store): void {
  describe('duePersons', () => {
    /** Person p has a record; returns its seq. */
    const givenRecord = async () => (await use().commit({ writes: [first(patient('p'), 'p')] }))[0]?.seq ?? 0;
    const due = () => use().duePersons(PARTNER, { now: NOW, configuration: CONFIGURATION });

    const fresh = (recordSeq: number) => ({ recordSeq, configuration: CONFIGURATION });
    type Case = readonly [string, boolean, (seq: number) => Partial<Link>];
    const cases: readonly Case[] = [
      ['in step, computed from what is', false, (seq) => ({ computed: fresh(seq) })],
      ['never computed', true, () => ({})],
      ['computed under another configuration', true, (seq) => ({ computed: { ...fresh(seq), configuration: 'a' } })],
      ['computed under a later-sorting one', true, (seq) => ({ computed: { ...fresh(seq), configuration: 'z' } })],
      ['computed from an older record', true, (seq) => ({ computed: fresh(seq - 1) })],
      ['computed from a record that is ahead', true, (seq) => ({ computed: fresh(seq + 1) })],
      ['a date has passed', true, (seq) => ({ computed: { ...fresh(seq), nextChange: later(-1) } })],
      ['a date is reached', true, (seq) => ({ computed: { ...fresh(seq), nextChange: NOW } })],
      ['a date is to come', false, (seq) => ({ computed: { ...fresh(seq), nextChange: later(1) } })],
      [
        'a date to come, in another time zone',
        false,
        (seq) => ({ computed: { ...fresh(seq), nextChange: '2026-11-02T09:30:00-01:00' } }),
      ],
      [
        'a date passed, in another time zone',
        true,
        (seq) => ({ computed: { ...fresh(seq), nextChange: '2026-11-02T10:30:00+01:00' } }),
      ],
      ['owed', true, (seq) => ({ standing: 'owed', computed: fresh(seq) })],
      ['delivering', true, (seq) => ({ standing: 'delivering', computed: fresh(seq) })],
      ['unreachable', true, (seq) => ({ standing: 'unreachable', computed: fresh(seq) })],
      [
        'unreachable, retry reached',
        true,
        (seq) => ({ standing: 'unreachable', computed: fresh(seq), nextAttempt: NOW }),
      ],
      [
        'unreachable, retry to come',
        false,
        (seq) => ({ standing: 'unreachable', computed: fresh(seq), nextAttempt: later(1) }),
      ],
      ['never computed, retry to come', false, () => ({ standing: 'owed', nextAttempt: later(1) })],
      ['older record, retry to come', false, (seq) => ({ computed: fresh(seq - 1), nextAttempt: later(1) })],
      ['older record, retry passed', true, (seq) => ({ computed: fresh(seq - 1), nextAttempt: later(-1) })],
      ['in step, retry passed', false, (seq) => ({ computed: fresh(seq), nextAttempt: later(-1) })],
      ['held', false, (seq) => ({ standing: 'held', computed: fresh(seq) })],
      ['held, from an older record', true, (seq) => ({ standing: 'held', computed: fresh(seq - 1) })],
      ['in conflict', false, (seq) => ({ standing: 'in-conflict', computed: fresh(seq) })],
      [
        'in conflict, under another configuration',
        true,
        (seq) => ({ standing: 'in-conflict', computed: { ...fresh(seq), configuration: 'a' } }),
      ],
      ['blocked', false, (seq) => ({ standing: 'blocked', computed: fresh(seq) })],
      ['blocked, never computed', false, () => ({ standing: 'blocked' })],
      ['blocked, retry to come', false, () => ({ standing: 'blocked', nextAttempt: later(1) })],
      ['blocked, retry reached', true, (seq) => ({ standing: 'blocked', computed: fresh(seq), nextAttempt: NOW })],
      [
        'blocked, from an older record and configuration',
        false,
        (seq) => ({ standing: 'blocked', computed: { recordSeq: seq - 1, configuration: 'a', nextChange: later(-1) } }),
      ],
    ];

    test.each(cases)('%s: %s', async (_, expected, more) => {
      const seq = await givenRecord();
      await use().commit({ links: [link('p', more(seq))] });
      expect(await due()).toEqual(expected ? ['p'] : []);
    });

    test('at once, what waits for a retry is due too, and nothing else', async () => {
      const seq = await givenRecord();
      await use().commit({
        links: [
          link('p', { standing: 'unreachable', computed: fresh(seq), nextAttempt: later(1) }),
          link('q', { standing: 'in-step', computed: fresh(0), nextAttempt: later(1) }),
          link('r', { standing: 'blocked' }),
        ],
      });
      const moment = { now: NOW, configuration: CONFIGURATION, atOnce: true };
      expect(await use().duePersons(PARTNER, moment)).toEqual(['p']);
    });

    test('every standing has a case', () => {
      const covered = new Set(cases.map(([, , more]) => more(1).standing ?? 'in-step'));
      expect([...covered].toSorted()).toEqual([...STANDINGS].toSorted());
    });

    test('a link becomes due when the record moves, and no other does', async () => {
      const seq = await givenRecord();
      const [other] = await use().commit({ writes: [first(patient('q'), 'q')] });
      await use().commit({
        links: [link('p', { computed: fresh(seq) }), link('q', { computed: fresh(other?.seq ?? 0) })],
      });
      expect(await due()).toEqual([]);
      await use().commit({ writes: [first(goal('g', 'p'), 'p')] });
      expect(await due()).toEqual(['p']);
      const moved = (await use().record('p')).seq;
      await use().commit({ links: [link('p', { computed: fresh(moved) })] });
      expect(await due()).toEqual([]);
    });

    test('a link that is saved in the commit that moves the record is due', async () => {
      const seq = await givenRecord();
      await use().commit({ writes: [first(goal('g', 'p'), 'p')], links: [link('p', { computed: fresh(seq) })] });
      expect(await due()).toEqual(['p']);
    });

    test('a part that leaves the record makes its links due', async () => {
      const seq = await givenRecord();
      await use().commit({ links: [link('p', { computed: fresh(seq) })] });
      await use().commit({ writes: [{ ...first(patient('p'), 'q'), version: 2 }] });
      expect(await due()).toEqual(['p']);
    });

    test('a link of a person without a record is not due once computed from nothing', async () => {
      await use().commit({ links: [link('x', { computed: fresh(0) })] });
      expect(await due()).toEqual([]);
    });

    test("other partners' links are not due here", async () => {
      await use().commit({ links: [link('p', { partner: 'ehr-east', standing: 'owed' })] });
      expect(await due()).toEqual([]);
      await use().commit({ links: [link('p', { standing: 'owed' })] });
      expect(await due()).toEqual(['p']);
    });

    test('come once each, the longest owed first, then by person, those that owe nothing last', async () => {
      await use().commit({
        links: [
          link('e'),
          link('d', { standing: 'owed', owedSince: later(-1) }),
          link('c', { standing: 'owed', owedSince: '2026-11-02T09:00:00+00:00' }),
          link('b', { standing: 'owed', owedSince: '2026-11-02T09:30:00+01:00' }),
          link('a', { standing: 'owed', owedSince: later(-1) }),
        ],
      });
      expect(await due()).toEqual(['b', 'c', 'a', 'd', 'e']);
    });
  });
}
