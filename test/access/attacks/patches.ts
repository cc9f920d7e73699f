import type { Guarded, Raw } from '../guarded.ts';
import { asks } from './asking.ts';
import type { Attack } from './attack.ts';

const operation = (...part: readonly object[]): string =>
  JSON.stringify({ resourceType: 'Parameters', parameter: [{ name: 'operation', part }] });

const replace = (path: string, value: object): string =>
  operation({ name: 'type', valueCode: 'replace' }, { name: 'path', valueString: path }, { name: 'value', ...value });

function patches(name: string, status: number, why: string, whose: 'ingrid' | 'per', body: string): Attack {
  return asks(name, status, why, (guarded) => patching(guarded, whose, 'application/fhir+json', body));
}

const patching = async (guarded: Guarded, whose: 'ingrid' | 'per', type: string, body: string): Promise<Raw> => ({
  method: 'PATCH',
  path: `/fhir/Goal/${await guarded.idOf('Goal', guarded[whose])}`,
  headers: [
    ['content-type', type],
    ['if-match', 'W/"1"'],
  ],
  body,
});

/** What tells by its success what stands in a goal. */
const GUESSES: Readonly<Record<string, readonly [type: string, body: string]>> = {
  'a test': [
    'application/json-patch+json',
    JSON.stringify([{ op: 'test', path: '/lifecycleStatus', value: 'active' }]),
  ],
  'a removal': ['application/json-patch+json', JSON.stringify([{ op: 'remove', path: '/note' }])],
  'a condition in a path': ['application/fhir+json', replace("Goal.note.where(text = 'x').text", { valueString: 'x' })],
};

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
  ...Object.entries(GUESSES).map(([name, [type, body]]) =>
    asks(
      `what stands in a goal, guessed by ${name} with the right to update only`,
      403,
      'insufficient-scope',
      (guarded) => patching(guarded, 'ingrid', type, body),
      { scope: 'system/Goal.u' },
    ),
  ),
];
