import { describe } from '@jest/globals';
import { createFhirRestConnector } from '../../src/connector/fhir-rest/create-fhir-rest-connector.ts';
import type { PullStrategy } from '../../src/store/partner-memory.ts';
import { connectorContract } from '../contract/connector.ts';
import type { Habits } from './system/habits.ts';
import { startSystem } from './system/system.ts';

/** Systems that do less than FHIR describes, and how each is asked. */
const SYSTEMS: readonly (readonly [string, Partial<Habits>, PullStrategy?])[] = [
  ['that does all of FHIR', {}],
  ['asked by history', {}, 'history'],
  ['whose history comes in any order', { history: 'flips' }, 'history'],
  ['without history, asked by history', { history: 'none' }, 'history'],
  ['asked by listing', { totals: 'none' }, 'listing'],
  ['whose totals are wrong', { totals: 'wrong' }, 'listing'],
  ['that ignores _lastUpdated', { lastUpdated: 'ignores', sorts: false }],
  ['that refuses _lastUpdated', { lastUpdated: 'refuses', sorts: false }],
  ['that answers nothing to _lastUpdated', { lastUpdated: 'matches-nothing', sorts: false }],
  ['that does not sort', { sorts: false }],
  ['without versions', { versions: false, ifMatch: false, history: 'none', instanceHistory: false }],
  ['without versions and times', { versions: false, times: false, ifMatch: false, lastUpdated: 'ignores' }, 'listing'],
  ['that does not look at If-Match', { ifMatch: false }],
  ['that says 409 for 412', { conflict: 409 }],
  ['that answers writes with headers only', { answers: 'headers' }],
  ['that answers writes with nothing', { answers: 'nothing', vread: false }],
];

describe.each(SYSTEMS)('a system %s', (_name, habits, strategy) => {
  connectorContract('fhir-rest', async () => {
    const system = await startSystem(habits);
    const connector = createFhirRestConnector({ url: system.url, pageSize: 2 });
    return {
      connector: {
        ...connector,
        changes: (cursor) => connector.changes(cursor, { strategy: strategy ?? 'last-updated' }),
      },
      put: async (...resources) => {
        for (const resource of resources) system.memory.put(resource);
      },
      delete: async (type, id) => system.memory.delete(type, id),
      loseNextAnswer: async () => {
        system.losesAnswers = 1;
      },
      down: async (down) => {
        system.isDown = down;
      },
      count: async (type) => system.memory.all(type).length,
      addresses: async () => system.asked.map((line) => (line.includes('_search') ? 'POST' : line)),
      close: system.close,
    };
  });
});
