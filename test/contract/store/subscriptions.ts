import { describe, expect, test } from '@jest/globals';
import type { Store } from '../../../src/store/store.ts';
import type { KeptSubscription, KnownFacts, SubscriptionEvent } from '../../../src/store/subscription-memory.ts';
import { first, goal, kept, later, link, NOW, PARTNER } from './samples.ts';

export function subscriptionContract(use: () => Store): void {
  const event = (number: number, more: Partial<SubscriptionEvent> = {}): SubscriptionEvent => ({
    subscription: 's',
    number,
    at: NOW,
    person: 'p',
    fact: 'Goal/g',
    focus: 'Goal/g',
    ...more,
  });
  const facts = (person: string, more: Partial<KnownFacts> = {}): KnownFacts => ({
    subscription: 's',
    person,
    tags: { 'Goal/g': 'tag' },
    ...more,
  });
  const save = (saved: KeptSubscription) => use().commit({ subscription: { saved } });

  describe('subscriptions', () => {
    test('are read back as they were saved, each or those of one organization', async () => {
      const failing = kept('t', { organization: '310602019', failure: 'unreachable', failingSince: NOW, attempts: 2 });
      await save(failing);
      await save(kept('s'));
      expect(await use().subscription('t')).toEqual(failing);
      expect(await use().subscription('unknown')).toBeUndefined();
      expect((await use().subscriptions()).map(({ id }) => id)).toEqual(['s', 't']);
      expect(await use().subscriptions('310602019')).toEqual([failing]);
    });

    test('are saved one revision after the other: another one fails, and nothing of its commit is there', async () => {
      await save(kept('s'));
      await save(kept('s', { revision: 2, status: 'active' }));
      for (const revision of [1, 2, 4]) {
        const stale = { saved: kept('s', { revision, status: 'off' }), events: [event(1)] } as const;
        await expect(use().commit({ subscription: stale })).rejects.toMatchObject({ code: 'stale-version' });
      }
      await expect(save(kept('new', { revision: 2 }))).rejects.toMatchObject({ code: 'stale-version' });
      expect((await use().subscription('s'))?.status).toBe('active');
      expect(await use().subscriptionEvents('s', { from: 1, to: 9, count: 9 })).toEqual([]);
    });

    test('have events in the order of their numbers, each number once', async () => {
      await save(kept('s'));
      await save(kept('t'));
      const events = [1, 2, 3, 4].map((number) => event(number));
      await use().commit({ subscription: { events: [...events.toReversed(), event(1, { subscription: 't' })] } });
      expect(await use().subscriptionEvents('s', { from: 2, to: 9, count: 2 })).toEqual(events.slice(1, 3));
      expect(await use().subscriptionEvents('s', { from: 1, to: 3, count: 9 })).toEqual(events.slice(0, 3));
      expect(await use().subscriptionEvents('s', { from: 4, to: 3e9, count: 9 })).toEqual(events.slice(3));
      expect(await use().subscriptionEvents('s', { from: 3e9, to: 4e9, count: 9 })).toEqual([]);
      await expect(use().commit({ subscription: { events: [event(4, { focus: 'Goal/h' })] } })).rejects.toThrow();
      expect((await use().subscriptionEvents('s', { from: 4, to: 4, count: 9 }))[0]?.focus).toBe('Goal/g');
    });

    test('forget old events that were taken, and no other', async () => {
      await save(kept('s', { numbered: 3, delivered: 2 }));
      await use().commit({ subscription: { events: [event(1), event(2, { at: later(2) }), event(3)] } });
      await use().forgetEvents(later(1));
      const left = await use().subscriptionEvents('s', { from: 1, to: 9, count: 9 });
      expect(left.map(({ number }) => number)).toEqual([2, 3]);
    });

    test('know facts about persons, until they are known otherwise, lost or forgotten', async () => {
      await save(kept('s'));
      await use().commit({ subscription: { known: [facts('p'), facts('q', { nextChange: later(5) })] } });
      expect(await use().knownFacts('s', 'p')).toEqual(facts('p'));
      expect(await use().knownFacts('s', 'q')).toEqual(facts('q', { nextChange: later(5) }));
      await use().commit({ subscription: { known: [facts('p', { tags: {} })] } });
      expect(await use().knownFacts('s', 'p')).toEqual(facts('p', { tags: {} }));
      await use().commit({ subscription: { lost: [{ subscription: 's', person: 'p' }] } });
      expect(await use().knownFacts('s', 'p')).toBeUndefined();
      await use().commit({ subscription: { forgotten: 's' } });
      expect(await use().knownFacts('s', 'q')).toBeUndefined();
    });

    test('are due for whom time changes something, the longest first', async () => {
      await save(kept('s'));
      const known = [facts('a', { nextChange: later(2) }), facts('b', { nextChange: later(1) }), facts('c')];
      await use().commit({ subscription: { known: [...known, facts('d', { nextChange: later(3) })] } });
      expect(await use().factsDue('s', NOW)).toEqual([]);
      expect(await use().factsDue('s', later(2))).toEqual(['b', 'a']);
      expect(await use().factsDue('other', later(9))).toEqual([]);
    });

    test('meet persons whose link to a partner opened since a commit, and whom they do not know', async () => {
      await save(kept('s'));
      const unknown = (since: number, partner = PARTNER) => use().unknownPersons('s', { partner, since });
      await use().commit({ links: [link('early')] });
      await use().commit({ writes: [first(goal('g', 'p'), 'p')] });
      const { seq } = await use().changedSince(0);
      await use().commit({ links: [link('p'), link('q')] });
      await use().commit({ writes: [first(goal('h', 'q'), 'q')] });
      // Another standing opens no link anew.
      await use().commit({ links: [link('early', { standing: 'held' }), link('p', { standing: 'held' })] });
      expect(await unknown(0)).toEqual(['early', 'p', 'q']);
      expect(await unknown(seq)).toEqual(['p', 'q']);
      expect(await unknown((await use().changedSince(0)).seq)).toEqual([]);
      await use().commit({ subscription: { known: [facts('p')] } });
      expect(await unknown(seq)).toEqual(['q']);
      expect(await unknown(0, 'other')).toEqual([]);
    });

    test('that are removed leave nothing behind', async () => {
      await save(kept('s'));
      await use().commit({ subscription: { known: [facts('p')], events: [event(1)] } });
      await use().commit({ subscription: { removed: 's' } });
      expect(await use().subscription('s')).toBeUndefined();
      await save(kept('s'));
      expect(await use().subscriptionEvents('s', { from: 1, to: 9, count: 9 })).toEqual([]);
      expect(await use().knownFacts('s', 'p')).toBeUndefined();
    });

    test('change under a lease that is held only', async () => {
      const change = { fence: { lease: 'subscription:s', token: 1 }, subscription: { saved: kept('s') } };
      await expect(use().commit(change)).rejects.toMatchObject({ code: 'lease-lost' });
      expect(await use().subscription('s')).toBeUndefined();
    });
  });
}
