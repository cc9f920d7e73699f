import { expect, test } from '@jest/globals';
import { callerHerself } from '../../src/access/herself.ts';
import { isPermitted, permitted } from '../../src/access/permitted.ts';
import { askedOf } from '../../src/fhir/asked-of.ts';
import { refuseUnseen } from '../../src/fhir/may-ask.ts';
import { ROUTES } from '../../src/fhir/route-table.ts';
import { addressesOf, routeOf } from '../../src/fhir/routes.ts';
import { RECORD_TYPES } from '../../src/record/kinds.ts';

const caller = callerHerself({ client: 'c', scope: 'system/*.cruds', organizations: [], bound: {} }, '17');
const sight = { isWhole: false, read: async () => ({ stored: {} }) } as unknown as Parameters<
  typeof refuseUnseen
>[1]['sight'];

/** Whether the person herself is let in at an address, about what she sees. */
async function isLetIn(method: string, path: readonly string[]): Promise<boolean> {
  const routed = routeOf(method, path);
  const asked = askedOf(routed);
  if (asked && !isPermitted(() => permitted(caller, asked))) return false;
  return refuseUnseen(routed.route, { sight, caller, type: routed.type, id: routed.id }).then(
    () => true,
    () => false,
  );
}

test('of all that the API does, the person herself may do this, each about herself', async () => {
  const may: string[] = [];
  for (const { method, path, name, type } of addressesOf()) {
    const filled =
      path === ''
        ? []
        : path
            .replace(':version', '1')
            .split('/')
            .map((one) => (one === ':id' ? '17' : one));
    const isOf = (RECORD_TYPES as readonly string[]).includes(type) ? 'a part' : type;
    if (await isLetIn(method, filled))
      may.push(`${name} ${['create', 'record-consent', 'withdraw'].includes(name) ? type : isOf}`);
  }
  expect([...new Set(may)].toSorted()).toEqual([
    'capabilities ',
    'create Goal',
    'disclosures a part',
    'everything a part',
    ...['HealthcareService', 'Organization', 'Practitioner', 'PractitionerRole', 'Provenance', 'a part'].map(
      (one) => `history ${one}`,
    ),
    'plan-document a part',
    ...['HealthcareService', 'Organization', 'Practitioner', 'PractitionerRole', 'Provenance', 'a part'].map(
      (one) => `read ${one}`,
    ),
    'record a part',
    'record-consent Patient',
    ...['HealthcareService', 'Organization', 'Practitioner', 'PractitionerRole', 'Provenance', 'a part'].map(
      (one) => `search ${one}`,
    ),
    'status a part',
    ...['HealthcareService', 'Organization', 'Practitioner', 'PractitionerRole', 'Provenance', 'a part'].map(
      (one) => `vread ${one}`,
    ),
    'withdraw Consent',
  ]);
});

test('what changes something is for her by name only: a route that is added later is not', () => {
  const changing = ROUTES.filter(
    ({ isForHerself, method, name }) => isForHerself && method !== 'GET' && name !== 'search',
  );
  expect([...new Set(changing.map(({ name }) => name))].toSorted()).toEqual([
    'create',
    'disclosures',
    'everything',
    'plan-document',
    'record',
    'record-consent',
    'status',
    'withdraw',
  ]);
});
