import { INGRID, PER } from '../../exchange/papers.ts';
import { asks, JSON_BODY, posted } from './asking.ts';
import type { Attack } from './attack.ts';

const NUMBER = `identifier=urn:oid:2.16.578.1.12.4.1.4.1|${INGRID}`;
const PATIENT = { resourceType: 'Patient', active: true };
const GOAL = { resourceType: 'Goal', lifecycleStatus: 'active' };

/** In nobody's record here. */
const NOBODY = '13116900216';

const withNumber = (value: string): object => ({
  ...PATIENT,
  identifier: [{ system: 'urn:oid:2.16.578.1.12.4.1.4.1', value }],
});

/** Conditions in which who has a right to write asks for what is there. */
export const CONDITION_ATTACKS: readonly Attack[] = [
  ...Object.entries({ known: PER, unknown: NOBODY }).map(([name, number]) =>
    asks(`whether somebody is known, by a Patient: ${name}`, 403, 'forbidden', () =>
      posted('/fhir/Patient', JSON.stringify(withNumber(number))),
    ),
  ),
  ...(['c', 'cs', 'cr'] as const).flatMap((rights) => [
    asks(
      `If-None-Exist by a number with Patient.${rights}`,
      403,
      'insufficient-scope',
      () => posted('/fhir/Patient', JSON.stringify(PATIENT), JSON_BODY, ['if-none-exist', NUMBER]),
      { scope: `system/Patient.${rights}` },
    ),
    ...(['transaction', 'batch'] as const).map((type) =>
      asks(
        `ifNoneExist by a number with Patient.${rights} in a ${type}`,
        type === 'batch' ? 200 : 403,
        'insufficient-scope',
        () => {
          const entry = [{ request: { method: 'POST', url: 'Patient', ifNoneExist: NUMBER }, resource: PATIENT }];
          return posted('/fhir', JSON.stringify({ resourceType: 'Bundle', type, entry }));
        },
        { scope: `system/Patient.${rights}` },
      ),
    ),
  ]),
  ...(['PUT', 'PATCH', 'DELETE'] as const).map((method) =>
    asks(
      `${method} by criteria without the right to search`,
      403,
      'insufficient-scope',
      ({ ingrid }) => ({
        method,
        path: `/fhir/Goal?patient=${ingrid}`,
        headers: [JSON_BODY, ['if-match', 'W/"1"']],
        ...(method === 'DELETE' ? {} : { body: JSON.stringify(GOAL) }),
      }),
      { scope: 'system/Goal.urd' },
    ),
  ),
];
