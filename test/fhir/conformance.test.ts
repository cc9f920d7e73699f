import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { FhirResponse } from '../../src/fhir/request.ts';
import { createValidator, type Validator } from '../../src/validation/validation.ts';
import { createHarness, type Harness, PLAN } from './harness.ts';

let validator: Validator;
let harness: Harness;

beforeAll(async () => {
  validator = createValidator({ packages: ['profiles/package'] });
  harness = await createHarness(validator);
  await harness.put({ ...PLAN, id: 'c1' });
  await harness.put({ ...PLAN, id: 'c1', status: 'on-hold' }, 2);
  await harness.put({ ...PLAN, id: 'c2' });
  await harness.put({ ...PLAN, id: 'c2' }, 2, true);
});

const errorsIn = ({ body }: FhirResponse) => validator.validate(body).filter(({ severity }) => severity === 'error');

describe('what Samplan answers is itself valid FHIR R4', () => {
  test.each([
    'metadata',
    'CarePlan/c1',
    'CarePlan/c1/_history',
    'CarePlan/c2/_history',
    'CarePlan?status=active',
    'CarePlan?status=active&_count=0',
    'CarePlan/c1/$validate',
    'CarePlan/none',
    'CarePlan/c2',
    'Medication',
    'CarePlan?nonsense=1',
    'CarePlan?_lastUpdated=soon',
    'CarePlan/c1?_format=xml',
    'Patient?identifier=05917512345',
  ])('GET %s', async (address) => {
    expect(errorsIn(await harness.send('GET', address))).toEqual([]);
  });

  test('a search that left a parameter out', async () => {
    const headers = { prefer: 'handling=lenient' };
    expect(errorsIn(await harness.send('GET', 'CarePlan?nonsense=1', { headers }))).toEqual([]);
  });

  test.each(['{', '[]', '{"resourceType":"CarePlan","resourceType":"x"}', '{"resourceType":"Goal"}'])(
    'the refusal of %s',
    async (body) => {
      expect(errorsIn(await harness.send('POST', 'CarePlan', { body }))).toEqual([]);
    },
  );

  test('the metadata name the profiles that are checked', async () => {
    const { body } = await harness.send('GET', 'metadata');
    if (body?.resourceType !== 'CapabilityStatement') throw new Error('no CapabilityStatement');
    const plan = body.rest?.[0]?.resource?.find(({ type }) => type === 'CarePlan');
    expect(plan?.supportedProfile).toContain('http://samplan.no/fhir/StructureDefinition/ip-careplan');
  });
});

describe('$validate', () => {
  test('answers 200 with findings to a resource of whatever shape', async () => {
    const keys = ['category', 'partOf', 'status', 'meta', 'contained', 'extension', 'text', 'activity', 'coding', 'id'];
    const shape = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(null, 1, 'x', true, [], {}),
        tie('object'),
        fc.array(tie('value')),
      ),
      object: fc.dictionary(fc.constantFrom(...keys), tie('value')),
    }));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('CarePlan', 'Consent', 'CareTeam', 'Task'),
        shape.object,
        async (type, content) => {
          const body = { ...(content as object), resourceType: type };
          const response = await harness.send('POST', `${type}/$validate`, { body });
          expect([response.status, harness.faults]).toEqual([200, []]);
          expect(errorsIn(response)).toEqual([]);
        },
      ),
    );
  });

  test('holds an individual plan to its profile though it does not claim it', async () => {
    const category = [{ coding: [{ system: 'http://samplan.no/fhir/CodeSystem/plan-kind', code: 'individual-plan' }] }];
    const { body } = await harness.send('POST', 'CarePlan/$validate', { body: { ...PLAN, intent: 'order', category } });
    expect(JSON.stringify(body)).toContain('StructureDefinition/ip-careplan');
  });
});
