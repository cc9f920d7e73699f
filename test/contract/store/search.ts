import { describe, expect, test } from '@jest/globals';
import type { SearchFilter, TokenValue } from '../../../src/search/filter.ts';
import type { Store } from '../../../src/store/store.ts';
import { carePlan, first, goal, later, NOW, patient } from './samples.ts';

const reference = (name: string, ...values: string[]): SearchFilter => ({ kind: 'reference', name, values });
const token = (name: string, ...values: TokenValue[]): SearchFilter => ({ kind: 'token', name, values });

const changed = (bounds: { readonly from?: string; readonly before?: string } = {}): SearchFilter => ({
  kind: 'date',
  name: '_lastUpdated',
  within: [
    {
      ...(bounds.from === undefined ? {} : { lowFrom: Date.parse(bounds.from) }),
      ...(bounds.before === undefined ? {} : { lowBefore: Date.parse(bounds.before) }),
    },
  ],
});

export function searchContract(use: () => Store): void {
  describe('search', () => {
    const found = async (type: string, ...filters: SearchFilter[]) => {
      const page = await use().search({ type, filters, count: 100 });
      expect(page.total).toBe(page.resources.length);
      expect(page).not.toHaveProperty('next');
      return page.resources.map((stored) => stored.resource.id);
    };

    const givenPlans = async () => {
      await use().commit({
        writes: [
          first(carePlan('a', 'p'), 'p'),
          first(carePlan('b', 'p', { status: 'draft' }), 'p'),
          first(carePlan('c', 'q', { category: [{ coding: [{ system: 'urn:test:other', code: 'IP' }] }] }), 'q'),
          first(
            carePlan('d', 'q', { category: [{ coding: [{ code: 'IP' }, { system: 'urn:test:plan', code: 'sub' }] }] }),
            'q',
          ),
          first(goal('a', 'p'), 'p'),
        ],
      });
    };

    test('without filters finds everything current of the type, in the order of commits', async () => {
      await givenPlans();
      expect(await found('CarePlan')).toEqual(['a', 'b', 'c', 'd']);
      expect(await found('Goal')).toEqual(['a']);
      expect(await found('Task')).toEqual([]);
    });

    test('answers stored versions as read does', async () => {
      await givenPlans();
      const page = await use().search({ type: 'CarePlan', filters: [reference('patient', 'Patient/p')], count: 1 });
      expect(page.resources).toEqual([await use().read('CarePlan', 'a')]);
    });

    test('by reference', async () => {
      await givenPlans();
      expect(await found('CarePlan', reference('patient', 'Patient/p'))).toEqual(['a', 'b']);
      expect(await found('CarePlan', reference('subject', 'Patient/q'))).toEqual(['c', 'd']);
      expect(await found('CarePlan', reference('patient', 'Patient/r'))).toEqual([]);
      expect(await found('CarePlan', reference('patient', 'p'))).toEqual([]);
    });

    const tokens: readonly (readonly [string, TokenValue, readonly string[]])[] = [
      ['system and code', { system: 'urn:test:plan', code: 'IP' }, ['a', 'b']],
      ['code of any system', { code: 'IP' }, ['a', 'b', 'c', 'd']],
      ['code of no system', { system: '', code: 'IP' }, ['d']],
      ['any code of a system', { system: 'urn:test:plan' }, ['a', 'b', 'd']],
      ['any code of no system', { system: '' }, ['d']],
      ['another code', { system: 'urn:test:plan', code: 'ip' }, []],
    ];
    test.each(tokens)('by token: %s', async (_, value, expected) => {
      await givenPlans();
      expect(await found('CarePlan', token('category', value))).toEqual(expected);
      // Behind a filter that leads, the same values are matched in another way.
      expect(await found('CarePlan', token('category', value), { kind: 'id', values: ['a', 'b', 'c', 'd'] })).toEqual(
        expected,
      );
    });

    test('values of one parameter are alternatives', async () => {
      await givenPlans();
      expect(await found('CarePlan', reference('patient', 'Patient/p', 'Patient/q', 'Patient/p'))).toEqual([
        'a',
        'b',
        'c',
        'd',
      ]);
      expect(await found('CarePlan', token('status', { code: 'draft' }, { code: 'active' }))).toEqual([
        'a',
        'b',
        'c',
        'd',
      ]);
      const mixed = token('category', { system: 'urn:test:other' }, { system: '', code: 'IP' }, { code: 'sub' });
      expect(await found('CarePlan', mixed)).toEqual(['c', 'd']);
      expect(await found('CarePlan', token('status'))).toEqual([]);
      expect(await found('CarePlan', reference('patient'))).toEqual([]);
      expect(await found('CarePlan', { kind: 'id', values: [] })).toEqual([]);
    });

    test('parameters all hold, in whatever order, also the same one twice', async () => {
      await givenPlans();
      const filters = [
        reference('patient', 'Patient/p', 'Patient/q'),
        token('status', { code: 'active' }),
        token('category', { system: 'urn:test:plan' }),
      ];
      expect(await found('CarePlan', ...filters)).toEqual(['a', 'd']);
      expect(await found('CarePlan', ...filters.toReversed())).toEqual(['a', 'd']);
      expect(await found('CarePlan', token('category', { code: 'IP' }), token('category', { code: 'sub' }))).toEqual([
        'd',
      ]);
      expect(await found('CarePlan', reference('patient', 'Patient/p'), reference('subject', 'Patient/q'))).toEqual([]);
      const all = [...filters, changed({ from: NOW }), { kind: 'id', values: ['d', 'b'] }] as const;
      expect(await found('CarePlan', ...all)).toEqual(['d']);
    });

    test('a value of one parameter is none of another, nor of another type', async () => {
      const named = carePlan('a', 'p', { category: [{ coding: [{ code: 'draft' }] }] });
      const target = [{ reference: 'Goal/g' }];
      await use().commit({
        writes: [
          first(named, 'p'),
          first(carePlan('b', 'p', { status: 'draft', subject: { reference: 'Group/g' } }), 'p'),
          first(goal('a', 'p'), 'p'),
          {
            resource: { resourceType: 'Provenance', id: 'v', recorded: NOW, agent: [{ who: {} }], target },
            version: 1,
          },
        ],
      });
      const ids: SearchFilter = { kind: 'id', values: ['a', 'b', 'v'] };
      for (const behind of [[], [ids]]) {
        expect(await found('CarePlan', token('status', { code: 'draft' }), ...behind)).toEqual(['b']);
        expect(await found('CarePlan', token('category', { code: 'draft' }), ...behind)).toEqual(['a']);
        expect(await found('CarePlan', reference('patient', 'Group/g'), ...behind)).toEqual([]);
        expect(await found('CarePlan', reference('subject', 'Group/g'), ...behind)).toEqual(['b']);
        expect(await found('Provenance', reference('patient', 'Goal/g'), ...behind)).toEqual([]);
        expect(await found('Provenance', reference('target', 'Goal/g'), ...behind)).toEqual(['v']);
        expect(await found('Goal', reference('patient', 'Patient/p'), ...behind)).toEqual(['a']);
      }
    });

    test('by _id', async () => {
      await givenPlans();
      expect(await found('CarePlan', { kind: 'id', values: ['d', 'a', 'x'] })).toEqual(['a', 'd']);
    });

    test('by _lastUpdated, from inclusive, before exclusive, compared as instants', async () => {
      for (const [n, id] of ['a', 'b', 'c'].entries()) {
        await use().commit({ writes: [first(goal(id, 'p', { meta: { lastUpdated: later(n) } }), 'p')] });
      }
      expect(await found('Goal', changed())).toEqual(['a', 'b', 'c']);
      expect(await found('Goal', changed({ from: later(1) }))).toEqual(['b', 'c']);
      expect(await found('Goal', changed({ before: later(1) }))).toEqual(['a']);
      expect(await found('Goal', changed({ from: '2026-11-02T11:01:00+01:00', before: later(2) }))).toEqual(['b']);
      const behind = [{ kind: 'id', values: ['a', 'b', 'c'] }, changed({ from: later(1), before: later(2) })] as const;
      expect(await found('Goal', ...behind)).toEqual(['b']);
    });

    test('follows an update: the old values no longer lead to it', async () => {
      await givenPlans();
      await use().commit({
        writes: [{ ...first(carePlan('a', 'q', { status: 'completed', category: [] }), 'q'), version: 2 }],
      });
      expect(await found('CarePlan', token('status', { code: 'active' }))).toEqual(['c', 'd']);
      expect(await found('CarePlan', token('status', { code: 'completed' }))).toEqual(['a']);
      expect(await found('CarePlan', reference('patient', 'Patient/p'))).toEqual(['b']);
      expect(await found('CarePlan', token('category', { system: 'urn:test:plan' }))).toEqual(['b', 'd']);
    });

    test('never shows what is deleted, and shows what came back', async () => {
      await givenPlans();
      await use().commit({ writes: [{ ...first(carePlan('a', 'p'), 'p'), version: 2, deleted: true }] });
      expect(await found('CarePlan')).toEqual(['b', 'c', 'd']);
      expect(await found('CarePlan', reference('patient', 'Patient/p'))).toEqual(['b']);
      expect(await found('CarePlan', { kind: 'id', values: ['a'] })).toEqual([]);
      expect(await found('CarePlan', changed({ from: later(-9) }))).toEqual(['b', 'c', 'd']);
      await use().commit({ writes: [{ ...first(carePlan('a', 'p'), 'p'), version: 3 }] });
      expect(await found('CarePlan', reference('patient', 'Patient/p'))).toEqual(['b', 'a']);
    });

    test('values are values, whatever they spell', async () => {
      const odd = `x') OR 1=1 --", "y`;
      await use().commit({
        writes: [first(patient('p', { identifier: [{ system: odd, value: odd }] }), 'p'), first(patient('q'), 'q')],
      });
      expect(await found('Patient', token('identifier', { system: odd, code: odd }))).toEqual(['p']);
      expect(await found('Patient', { kind: 'id', values: [odd] })).toEqual([]);
    });

    const bad: readonly (readonly [string, SearchFilter, string])[] = [
      ['a parameter of another type', token('lifecycle-status', { code: 'active' }), 'unknown-parameter'],
      ['a parameter of another kind', token('patient', { code: 'p' }), 'unknown-parameter'],
      ['an inherited property', reference('constructor', 'Patient/p'), 'unknown-parameter'],
      ['a token of nothing', token('status', {}), 'bad-parameter'],
    ];
    test.each(bad)('refuses %s', async (_, filter, code) => {
      await expect(use().search({ type: 'CarePlan', filters: [filter], count: 1 })).rejects.toMatchObject({ code });
    });
  });
}
