import { describe, expect, test } from '@jest/globals';
import type { Observation, Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import type { Bounds, SearchFilter, SortKey } from '../../../src/search/filter.ts';
import { matches } from '../../../src/search/matches.ts';
import { comparePlaces, placeOf } from '../../../src/search/order.ts';
import type { Store } from '../../../src/store/store.ts';
import { carePlan, first, goal, NOW, patient } from './samples.ts';
import { filters, isOf, sorts, world } from './search-worlds.ts';

/** The same worlds in every run; `SEED=51 RUNS=500` searches further. */
const { RUNS = '25', SEED = '20261127' } = process.env;

const observation = (id: string, more: Partial<Observation> = {}): Observation => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { coding: [{ system: 'urn:s', code: 'a' }] },
  subject: { reference: 'Patient/p' },
  ...more,
});

export function searchKindsContract(use: () => Store): void {
  const found = async (type: string, ...filters: SearchFilter[]) => {
    const page = await use().search({ type, filters, count: 100 });
    expect(page.total).toBe(page.resources.length);
    return page.resources.map(({ resource }) => resource.id);
  };
  const put = (...resources: Resource[]) => use().commit({ writes: resources.map((one) => first(one, 'p')) });

  describe('search along references', () => {
    const male: SearchFilter = { kind: 'token', name: 'gender', values: [{ code: 'male' }] };
    const active: SearchFilter = { kind: 'token', name: 'status', values: [{ code: 'active' }] };
    const subject = (...filters: SearchFilter[]): SearchFilter => ({
      kind: 'refers-to',
      name: 'subject',
      type: 'Patient',
      filters,
    });
    const plans = (...filters: SearchFilter[]): SearchFilter => ({
      kind: 'referred-by',
      name: 'subject',
      type: 'CarePlan',
      filters,
    });
    const given = () =>
      put(
        patient('p', { gender: 'male' }),
        patient('q', { gender: 'female' }),
        carePlan('a', 'p'),
        carePlan('b', 'q'),
        carePlan('c', 'p', { status: 'draft' }),
        goal('g', 'p'),
      );
    const all: SearchFilter = { kind: 'id', values: ['a', 'b', 'c', 'p', 'q'] };

    test('finds what refers to something that matches, looked up or checked', async () => {
      await given();
      for (const more of [[], [all]]) {
        expect(await found('CarePlan', subject(male), ...more)).toEqual(['a', 'c']);
        expect(await found('CarePlan', subject(male), active, ...more)).toEqual(['a']);
        expect(await found('CarePlan', subject(plans(active)), ...more)).toEqual(['a', 'b', 'c']);
        expect(await found('CarePlan', subject({ kind: 'not', filter: male }), ...more)).toEqual(['b']);
      }
    });

    test('finds what something that matches refers to', async () => {
      await given();
      const draft: SearchFilter = { kind: 'token', name: 'status', values: [{ code: 'draft' }] };
      for (const more of [[], [all]]) {
        expect(await found('Patient', plans(draft), ...more)).toEqual(['p']);
        expect(await found('Patient', plans(), ...more)).toEqual(['p', 'q']);
        expect(await found('Patient', plans(active), male, ...more)).toEqual(['p']);
        expect(await found('Patient', plans(subject(male), active), ...more)).toEqual(['p']);
      }
    });

    test('follows nothing to what is deleted, of another type, or another id', async () => {
      await given();
      await use().commit({ writes: [{ ...first(patient('p'), 'p'), version: 2, deleted: true }] });
      expect(await found('CarePlan', subject())).toEqual(['b']);
      await use().commit({ writes: [{ ...first(carePlan('b', 'q'), 'p'), version: 2, deleted: true }] });
      expect(await found('Patient', plans(), { kind: 'id', values: ['q'] })).toEqual([]);
      await put(carePlan('x', 'none', { subject: { reference: 'Group/q' } }));
      expect(await found('Patient', plans())).toEqual([]);
    });

    test('a parameter that is no reference, or none, is refused', async () => {
      const bad: SearchFilter = { kind: 'refers-to', name: 'status', type: 'Patient', filters: [] };
      await expect(found('CarePlan', bad)).rejects.toMatchObject({ code: 'unknown-parameter' });
      await expect(found('CarePlan', subject({ ...active, name: 'nothing' }))).rejects.toMatchObject({
        code: 'unknown-parameter',
      });
    });
  });

  describe('search by composites', () => {
    const part = (code: string, value: number) => ({
      code: { coding: [{ system: 'urn:s', code }] },
      valueQuantity: { value },
    });
    const pair = (code: string, value: number): SearchFilter => ({
      kind: 'together',
      alternatives: [
        [
          { kind: 'token', name: 'component-code-value-quantity.0', values: [{ code }] },
          {
            kind: 'quantity',
            name: 'component-code-value-quantity.1',
            values: [{ within: [{ lowFrom: value, highUpTo: value }] }],
          },
        ],
      ],
    });

    test('finds components of one element, not of two', async () => {
      await put(
        observation('a', { component: [part('x', 1), part('y', 2)] }),
        observation('b', { component: [part('x', 2)] }),
      );
      expect(await found('Observation', pair('x', 1))).toEqual(['a']);
      expect(await found('Observation', pair('x', 2))).toEqual(['b']);
      expect(await found('Observation', pair('y', 1))).toEqual([]);
    });
  });

  describe('search by bounds and by what lies below', () => {
    test('an instant is a millisecond long, looked up or checked', async () => {
      await put(patient('p', { meta: { lastUpdated: NOW } }));
      const at = Date.parse(NOW);
      const finds = async (bounds: Bounds, ...more: SearchFilter[]) =>
        (await found('Patient', { kind: 'date', name: '_lastUpdated', within: [bounds] }, ...more)).length === 1;
      for (const more of [[], [{ kind: 'id', values: ['p'] } as const]]) {
        expect([await finds({ lowFrom: at }, ...more), await finds({ lowFrom: at + 1 }, ...more)]).toEqual([
          true,
          false,
        ]);
        expect([await finds({ lowBefore: at + 1 }, ...more), await finds({ lowBefore: at }, ...more)]).toEqual([
          true,
          false,
        ]);
        expect([await finds({ highAfter: at }, ...more), await finds({ highAfter: at + 1 }, ...more)]).toEqual([
          true,
          false,
        ]);
        expect([await finds({ highUpTo: at + 1 }, ...more), await finds({ highUpTo: at }, ...more)]).toEqual([
          true,
          false,
        ]);
      }
    });

    test('below an address is what its steps begin with', async () => {
      await put(
        ...['http://a/b', 'http://a/b/c', 'http://a/bc', 'http://a/'].map((address, index) =>
          carePlan(`c${index}`, 'p', { instantiatesUri: [address] }),
        ),
      );
      const below = (value: string, ...more: SearchFilter[]) =>
        found('CarePlan', { kind: 'reference', name: 'instantiates-uri', values: [value], below: true }, ...more);
      for (const more of [[], [{ kind: 'id', values: ['c0', 'c1', 'c2', 'c3'] } as const]]) {
        expect(await below('http://a/b', ...more)).toEqual(['c0', 'c1']);
        expect(await below('http://a/b/', ...more)).toEqual(['c1']);
        expect(await below('http://a', ...more)).toEqual(['c0', 'c1', 'c2', 'c3']);
      }
    });
  });

  describe('search answers as what is shown answers', () => {
    test('of random resources, by random filters and in random orders', async () => {
      await fc.assert(
        fc.asyncProperty(world, fc.array(filters, { maxLength: 3 }), sorts, async (resources, asked, sort) => {
          const versions = new Map<string, number>();
          for (const resource of resources) {
            const key = `${resource.resourceType}/${resource.id}`;
            const current = await use().read(resource.resourceType, resource.id ?? '');
            versions.set(key, (current?.version ?? 0) + 1);
            await use().commit({ writes: [{ resource, version: (current?.version ?? 0) + 1, record: 'p' }] });
          }
          for (const type of ['Patient', 'Observation', 'CarePlan'] as const) {
            const plain = asked.filter((filter) => isOf(type, filter));
            const keys = sort[type];
            const everything = await use().search({ type, filters: [], count: 1_000 });
            const expected = everything.resources
              .map(({ resource, seq }) => ({ resource, seq, place: placeOf(resource, keys) }))
              .filter(({ resource }) => matches(resource, plain))
              .sort(
                (one, other) => comparePlaces(one.place, other.place, keys) || direction(keys) * (one.seq - other.seq),
              )
              .map(({ resource }) => resource.id);
            expect([type, plain, keys, await allPages(type, plain, keys)]).toEqual([type, plain, keys, expected]);
          }
        }),
        { numRuns: Number(RUNS), seed: Number(SEED) },
      );
    });

    const allPages = async (type: string, asked: readonly SearchFilter[], sort: readonly SortKey[]) => {
      const ids: (string | undefined)[] = [];
      let after: string | undefined;
      do {
        const page = await use().search({
          type,
          filters: asked,
          sort,
          count: 2,
          ...(after === undefined ? {} : { after }),
        });
        ids.push(...page.resources.map(({ resource }) => resource.id));
        after = page.next;
      } while (after !== undefined);
      return ids;
    };
  });
}

const direction = (keys: readonly SortKey[]): number => (keys.at(-1)?.descending === true ? -1 : 1);
