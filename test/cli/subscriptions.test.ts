import { expect, test } from '@jest/globals';
import type { Store } from '../../src/store/store.ts';
import type { KeptSubscription } from '../../src/store/subscription-memory.ts';
import { kept } from '../contract/store/samples.ts';
import { runOn } from './fake-session.ts';

const FAILING: Partial<KeptSubscription> = {
  resource: {
    resourceType: 'Subscription',
    status: 'requested',
    reason: 'PRIVATE',
    criteria: 'http://samplan.no/fhir/SubscriptionTopic/record-changed',
    channel: { type: 'rest-hook', endpoint: 'https://ehr.example.no/PRIVATE', header: ['Authorization: PRIVATE'] },
  },
  status: 'error',
  numbered: 7,
  delivered: 4,
  attempts: 5,
  failure: 'unreachable',
  failingSince: '2026-11-27T08:00:00.000Z',
};

const over = (all: readonly KeptSubscription[]) => ({ store: { subscriptions: async () => all } as unknown as Store });

test('a dead endpoint is seen: which, why, since when, and how much waits for it; no secret is', async () => {
  const { out } = await runOn(over([kept('s-1', FAILING)]), 'subscriptions');
  expect(out).toMatch(
    /s-1 +310601012 +record-changed +https:\/\/ehr\.example\.no +error +7 +3 +unreachable +2026-11-27T08:00/u,
  );
  expect(out).not.toContain('PRIVATE');
});

test('as JSON, one object a line', async () => {
  const { out } = await runOn(over([kept('s-1', FAILING), kept('s-2')]), 'subscriptions', '--json');
  const [first, second] = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(first).toMatchObject({
    id: 's-1',
    status: 'error',
    events: 7,
    waiting: 3,
    attempts: 5,
    failure: 'unreachable',
  });
  expect(second).toMatchObject({ id: 's-2', status: 'requested', waiting: 0, failure: null });
  expect(out).not.toContain('PRIVATE');
});

test('nobody is told where nobody subscribes', async () => {
  expect((await runOn(over([]), 'subscriptions')).out).toBe('Nobody subscribes.\n');
});
