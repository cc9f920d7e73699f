import { expect } from '@jest/globals';
import type { Store } from '../../../src/store/store.ts';
import { PARTNER } from './samples.ts';

/** Asserts that `everything(person)` left no trace. */
export async function expectNothingOf(store: Store, person: string): Promise<void> {
  expect(await store.read('Patient', person)).toBeUndefined();
  expect(await store.history('Goal', `goal-${person}`)).toEqual([]);
  expect(await store.record(person)).toEqual({ seq: 0, parts: [] });
  expect((await store.changedSince(0)).persons).not.toContain(person);
  const values = [{ system: 'urn:test:person', code: `number-${person}` }];
  const search = { type: 'Patient', filters: [{ kind: 'token', name: 'identifier', values }], count: 1 } as const;
  expect((await store.search(search)).total).toBe(0);
  expect(await store.persons([{ system: 'urn:test:person', value: `number-${person}` }])).toEqual([]);
  expect(await store.links(person)).toEqual([]);
  expect(await store.counterparts(PARTNER, person)).toEqual([]);
  expect(await store.counterpartByPeerId(PARTNER, 'Goal', `peer-${person}`)).toBeUndefined();
  expect(await store.seen([{ partner: PARTNER, type: 'Goal', peerId: `peer-${person}`, version: '1' }])).toEqual([
    false,
  ]);
  expect(await store.setAside(PARTNER, person)).toBeUndefined();
}

/** Asserts that `everything(person)` is there whole. */
export async function expectAllOf(store: Store, person: string): Promise<void> {
  expect((await store.record(person)).parts.map((part) => part.resource.resourceType)).toEqual(['Patient', 'Goal']);
  expect(await store.persons([{ system: 'urn:test:person', value: `number-${person}` }])).toEqual([person]);
  expect(await store.links(person)).toHaveLength(1);
  expect(await store.counterparts(PARTNER, person)).toHaveLength(1);
  expect(await store.seen([{ partner: PARTNER, type: 'Goal', peerId: `peer-${person}`, version: '1' }])).toEqual([
    true,
  ]);
  expect(await store.setAside(PARTNER, person)).toBeDefined();
}
