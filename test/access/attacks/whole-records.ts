import { type Asking, asks, posted } from './asking.ts';
import type { Attack } from './attack.ts';

const SYSTEM = 'urn:oid:2.16.578.1.12.4.1.4.1';
const LAUNCH = { scope: 'patient/*.rs' };

const whole =
  (operation: string, whose: 'ingrid' | 'per'): Asking =>
  (guarded) => ({
    path: `/fhir/Patient/${guarded[whose]}/${operation}`,
  });

/** A whole record at once, where only a part is one's own to read, or nothing. */
export const WHOLE_RECORD_ATTACKS: readonly Attack[] = [
  ...['$everything', '$record', '$status'].flatMap((operation) => [
    asks(`another's record by ${operation}`, 404, 'not-found', whole(operation, 'per')),
    asks(
      `its own person's record by ${operation}, with a right to the Patient`,
      403,
      'insufficient-scope',
      whole(operation, 'ingrid'),
      {
        scope: 'system/Patient.rs',
      },
    ),
    asks(`a record by ${operation}, let in for another`, 404, 'not-found', whole(operation, 'ingrid'), {
      ...LAUNCH,
      patient: 'somebody',
      sub: 'a-doctor',
      'helseid://claims/identity/security_level': '4',
    }),
  ]),
  asks('a page of its own choice', 400, 'bad-parameter', whole('$everything?_page=s.x', 'ingrid')),
  asks("another's status by her number", 200, 'not-found', () =>
    posted(
      '/fhir/Patient/$status',
      JSON.stringify({
        resourceType: 'Parameters',
        parameter: [{ name: 'identifier', valueIdentifier: { system: SYSTEM, value: '05895500275' } }],
      }),
    ),
  ),
];
