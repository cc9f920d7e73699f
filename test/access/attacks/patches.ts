import { asks } from './asking.ts';
import type { Attack } from './attack.ts';

const operation = (...part: readonly object[]): string =>
  JSON.stringify({ resourceType: 'Parameters', parameter: [{ name: 'operation', part }] });

const replace = (path: string, value: object): string =>
  operation({ name: 'type', valueCode: 'replace' }, { name: 'path', valueString: path }, { name: 'value', ...value });

function patches(name: string, status: number, why: string, whose: 'ingrid' | 'per', body: string): Attack {
  return asks(name, status, why, async (guarded) => ({
    method: 'PATCH',
    path: `/fhir/Goal/${await guarded.idOf('Goal', guarded[whose])}`,
    headers: [
      ['content-type', 'application/fhir+json'],
      ['if-match', 'W/"1"'],
    ],
    body,
  }));
}

/** Patches by paths: of others, and made to reach further than an element. */
export const PATCH_ATTACKS: readonly Attack[] = [
  patches(
    "another's goal by a path",
    405,
    'method-not-allowed',
    'per',
    replace('Goal.description.text', { valueString: 'x' }),
  ),
  // The version of a view is none that can be guessed.
  patches(
    'a goal of its own patient, unread',
    412,
    'stale-version',
    'ingrid',
    replace('Goal.subject', { valueReference: { reference: 'Patient/x' } }),
  ),
];
