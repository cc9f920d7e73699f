import { asks } from './asking.ts';
import type { Attack } from './attack.ts';

/** What changed, of others than those that the caller reaches. */
export const HISTORY_ATTACKS: readonly Attack[] = [
  asks('the history of everybody', 403, 'search-too-wide', () => ({ path: '/fhir/_history' })),
  asks('the history of everybody, of one type', 403, 'search-too-wide', () => ({ path: '/fhir/Goal/_history' })),
  asks('the history of everybody since a moment ago', 403, 'search-too-wide', () => ({
    path: '/fhir/CarePlan/_history?_since=2026-01-01',
  })),
  asks('the history of the directory', 403, 'search-too-wide', () => ({ path: '/fhir/Organization/_history' })),
  asks('the history of everybody, leniently', 403, 'search-too-wide', () => ({
    path: '/fhir/Goal/_history?subject=x',
    headers: [['prefer', 'handling=lenient']],
  })),
  asks("the history of another's record", 200, 'not-found', ({ per }) => ({ path: `/fhir/_history?patient=${per}` })),
  asks("the history of another's goals", 200, 'not-found', ({ per }) => ({
    path: `/fhir/Goal/_history?patient=Patient/${per}`,
  })),
  asks('a place in the history that was made up', 400, 'bad-parameter', ({ ingrid }) => ({
    path: `/fhir/_history?patient=${ingrid}&_page=p.1`,
  })),
  asks('a place in the history of another, sealed by hand', 400, 'bad-parameter', ({ per }) => ({
    path: `/fhir/_history?patient=${per}&_page=s.AAAA`,
  })),
  asks('two persons in one history', 400, 'bad-parameter', ({ ingrid, per }) => ({
    path: `/fhir/_history?patient=${ingrid}&patient=${per}`,
  })),
  asks(
    'a history with a scope to read what it knows',
    403,
    'insufficient-scope',
    ({ ingrid }) => ({
      path: `/fhir/Goal/_history?patient=${ingrid}`,
    }),
    { scope: 'system/Goal.r' },
  ),
];
