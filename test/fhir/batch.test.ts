import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Bundle, BundleEntry } from '@medplum/fhirtypes';
import { BASE, codeIn, createHarness, type Harness, PLAN } from './harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await createHarness();
});

const send = (entry: unknown, type = 'batch') =>
  harness.send('POST', '', { body: { resourceType: 'Bundle', type, entry } });

async function answers(...entry: unknown[]): Promise<readonly BundleEntry[]> {
  const response = await send(entry);
  expect(response.status).toBe(200);
  expect((response.body as Bundle).type).toBe('batch-response');
  return (response.body as Bundle).entry ?? [];
}

const statuses = (entries: readonly BundleEntry[]) => entries.map(({ response }) => response?.status);

test('each entry is answered as it would be alone, in their order', async () => {
  await harness.put({ ...PLAN, id: 'c1', title: 'Plan' });
  const patch = Buffer.from(JSON.stringify([{ op: 'replace', path: '/title', value: 'Ny' }])).toString('base64');
  const entries = await answers(
    { request: { method: 'POST', url: 'CarePlan' }, resource: PLAN },
    { request: { method: 'GET', url: 'CarePlan/c1' } },
    { request: { method: 'GET', url: `${BASE}/CarePlan/none` } },
    { request: { method: 'PUT', url: 'CarePlan/c1', ifMatch: 'W/"1"' }, resource: { ...PLAN, id: 'c1', title: 'To' } },
    { request: { method: 'PUT', url: 'CarePlan/c1', ifMatch: '2' }, resource: { ...PLAN, id: 'c1' } },
    {
      request: { method: 'PATCH', url: 'CarePlan/c1', ifMatch: 'W/"2"' },
      resource: { resourceType: 'Binary', contentType: 'application/json-patch+json', data: patch },
    },
    { request: { method: 'GET', url: 'CarePlan/c1', ifNoneMatch: 'W/"3"' } },
    { request: { method: 'GET', url: 'CarePlan?_id=c1' } },
    { request: { method: 'HEAD', url: 'CarePlan/c1' } },
  );
  expect(statuses(entries)).toEqual(['201', '200', '404', '200', '400', '200', '304', '200', '200']);
  expect(entries[8]).toEqual({ response: expect.objectContaining({ status: '200', etag: 'W/"3"' }) });
  expect(entries[0]?.response?.location).toMatch(/\/CarePlan\/.+\/_history\/1$/);
  expect(entries[1]?.resource).toMatchObject({ id: 'c1', title: 'Plan' });
  expect(entries[2]?.response?.outcome).toMatchObject({ resourceType: 'OperationOutcome' });
  expect(entries[3]?.response?.etag).toBe('W/"2"');
  expect(entries[5]?.resource).toMatchObject({ title: 'Ny' });
  expect(entries[7]?.resource).toMatchObject({ resourceType: 'Bundle', total: 1 });
});

test('what was shown or refused is traced for each', async () => {
  await harness.put({ ...PLAN, id: 'c1' });
  await answers(
    { request: { method: 'GET', url: 'CarePlan/c1' } },
    { request: { method: 'GET', url: 'CarePlan/none' } },
  );
  expect(harness.traces.map(({ kind }) => kind)).toEqual(['read', 'refusal']);
});

test('an empty one is answered with an empty one', async () => {
  expect((await send(undefined)).body).toEqual({ resourceType: 'Bundle', type: 'batch-response' });
});

test('a national identity number in the address of an entry is refused there, and not repeated', async () => {
  const number = 'urn:oid:2.16.578.1.12.4.1.4.1|14836830068';
  const entries = await answers({
    request: { method: 'GET', url: `Patient?identifier=${encodeURIComponent(number)}` },
  });
  expect(statuses(entries)).toEqual(['400']);
  expect(JSON.stringify(entries)).not.toContain('14836830068');
});

test.each([
  ['none', { request: { method: 'GET', url: '' } }],
  ['that of the service', { request: { method: 'POST', url: '/' }, resource: {} }],
  ['one that cannot be decoded', { request: { method: 'GET', url: 'Goal/%E0%A4%A' } }],
])('an address that is %s refuses its own entry', async (_name, bad) => {
  const entries = await answers(bad, { request: { method: 'POST', url: 'CarePlan' }, resource: PLAN });
  expect(statuses(entries)).toEqual(['400', '201']);
  expect(JSON.stringify(entries[0])).toContain('Bundle.entry[0].request.url');
});

describe('nothing is done', () => {
  const create = { request: { method: 'POST', url: 'CarePlan' }, resource: PLAN };

  test.each<[string, unknown, number]>([
    ['where an entry says nothing', [create, {}], 400],
    ['where one is null', [create, null], 400],
    ['where two have the same fullUrl', [create, create].map((one) => ({ ...one, fullUrl: 'urn:uuid:a' })), 400],
    ['where an entry has an unknown element', [create, { ...create, requests: {} }], 400],
    ['where an entry has a modifier', [create, { ...create, modifierExtension: [{ url: 'urn:x' }] }], 400],
    ['where a request has an unknown element', [{ ...create, request: { ...create.request, ifNone: 'x' } }], 400],
    ['where a condition is no text', [{ ...create, request: { ...create.request, ifNoneExist: 1 } }], 400],
    ['where there are too many', Array.from({ length: 201 }, () => create), 413],
    ['where the entries are no list', { request: {} }, 400],
  ])('%s', async (_name, entry, status) => {
    expect((await send(entry)).status).toBe(status);
    expect(await harness.versions()).toBe(0);
  });

  test.each(['document', 'history', 'collection'])('of a %s', async (type) => {
    const response = await send([create], type);
    expect([response.status, codeIn(response)]).toEqual([400, 'bad-parameter']);
    expect(await harness.versions()).toBe(0);
  });
});
