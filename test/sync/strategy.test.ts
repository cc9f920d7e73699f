import { describe, expect, test } from '@jest/globals';
import type { Capabilities, Features } from '../../src/store/partner-memory.ts';
import { choosePull, featuresOf } from '../../src/sync/strategy.ts';

const known = (some: Partial<Record<'stated' | 'probed' | 'learned', Features>> = {}): Capabilities => ({
  partner: 'ehr',
  stated: {},
  probed: {},
  learned: {},
  ...some,
});

describe('a partner is asked', () => {
  test.each<readonly [string, Parameters<typeof known>[0], string, string]>([
    ['of whom nobody knows anything', {}, 'last-updated', 'default'],
    ['that states _lastUpdated', { stated: { lastUpdated: true, history: true } }, 'last-updated', 'stated'],
    ['that states history and nothing of _lastUpdated', { stated: { history: true } }, 'history', 'stated'],
    ['that states to have no history', { stated: { history: false } }, 'last-updated', 'default'],
    [
      'that was found to ignore _lastUpdated',
      { stated: { lastUpdated: true }, learned: { lastUpdated: false } },
      'listing',
      'learned',
    ],
    ['that does history instead', { stated: { history: true }, learned: { lastUpdated: false } }, 'history', 'stated'],
    [
      'whose history was found not to work',
      { stated: { history: true }, learned: { lastUpdated: false, history: false } },
      'listing',
      'learned',
    ],
    ['that was probed', { probed: { lastUpdated: false } }, 'listing', 'probed'],
    [
      'that was probed and turned out otherwise',
      { probed: { lastUpdated: true }, learned: { lastUpdated: false } },
      'listing',
      'learned',
    ],
    ['that lets nobody browse', { stated: { lastUpdated: true }, learned: { browse: false } }, 'per-person', 'learned'],
  ])('%s', (_name, some, strategy, why) => {
    expect(choosePull('auto', known(some))).toEqual({ strategy, why });
  });

  test.each(['last-updated', 'history', 'listing', 'per-person'] as const)(
    '%s where the configuration says so',
    (strategy) => {
      const capabilities = known({ learned: { browse: false, lastUpdated: false, history: false } });
      expect(choosePull(strategy, capabilities)).toEqual({ strategy, why: 'configured' });
    },
  );
});

test('what was met goes before what was tried, and that before what is said', () => {
  const capabilities = known({
    stated: { ifMatch: true, history: true, lastUpdated: true },
    probed: { ifMatch: false, history: false },
    learned: { ifMatch: true },
  });
  expect(featuresOf(capabilities)).toEqual({ ifMatch: true, history: false, lastUpdated: true });
});
