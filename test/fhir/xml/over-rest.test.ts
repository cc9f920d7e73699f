import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Bundle, Resource } from '@medplum/fhirtypes';
import { responseText } from '../../../src/fhir/response-text.ts';
import { readXml } from '../../../src/fhir/xml/read-xml.ts';
import { writeXml } from '../../../src/fhir/xml/write-xml.ts';
import { codeIn, createHarness, type Harness, outcomeIn, PLAN } from '../harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await createHarness();
});

const XML = { 'content-type': 'application/fhir+xml' };

const send = (method: string, address: string, resource: unknown, headers: Readonly<Record<string, string>> = {}) =>
  harness.send(method, address, {
    body: typeof resource === 'string' ? resource : writeXml(resource as Resource),
    headers: { ...XML, ...headers },
  });

/** What goes over the line, read again. */
async function asXml(address: string, headers: Readonly<Record<string, string>> = {}): Promise<Resource> {
  const { body, headers: told, isPretty } = await harness.send('GET', address, { headers });
  if (body === undefined) throw new Error('no body');
  expect(told['content-type']).toBe('application/fhir+xml; charset=utf-8');
  return JSON.parse(readXml(responseText({ headers: told, body, isPretty })));
}

test('a resource comes in, is changed and goes out as XML', async () => {
  const created = await send('POST', 'CarePlan', { ...PLAN, title: 'Plan' });
  expect([created.status, created.body]).toMatchObject([201, { title: 'Plan' }]);
  const id = String(created.body?.id);
  const changed = await send('PUT', `CarePlan/${id}`, { ...PLAN, id, title: 'Ny' }, { 'if-match': 'W/"1"' });
  expect(changed.status).toBe(200);
  expect(await asXml(`CarePlan/${id}`, { accept: 'application/fhir+xml' })).toEqual(
    (await harness.send('GET', `CarePlan/${id}`)).body,
  );
});

test.each([
  'metadata',
  'CarePlan/c1?_pretty=true',
  'CarePlan/c1/_history',
  'CarePlan?_summary=true',
  'CarePlan/c1/$validate',
  '$duties',
  'CarePlan/none',
])('%s is told as XML', async (address) => {
  await harness.put({ ...PLAN, id: 'c1' });
  const whole = (await harness.send('GET', address)).body;
  expect((await asXml(`${address}${address.includes('?') ? '&' : '?'}_format=xml`)).resourceType).toBe(
    whole?.resourceType,
  );
});

test('a batch comes and is answered as XML, and each entry is as it would be in JSON', async () => {
  const entry = [
    { request: { method: 'POST', url: 'CarePlan' }, resource: PLAN },
    { request: { method: 'GET', url: 'CarePlan?status=active' } },
  ];
  const response = await send('POST', '', { resourceType: 'Bundle', type: 'batch', entry });
  expect((response.body as Bundle).entry?.map((one) => one.response?.status)).toEqual(['201', '200']);
});

test('the parameters of an operation come as XML', async () => {
  const response = await send('POST', 'Task/none/$resolve-conflict', {
    resourceType: 'Parameters',
    parameter: [{ name: 'take', valueCode: 'record' }],
  });
  expect(response.status).toBe(404);
  expect(harness.decisions).toEqual([{ take: 'record' }]);
});

test('an operation without a body has none in XML either', async () => {
  const response = await harness.send('POST', 'Consent/none/$withdraw', { body: '', headers: XML });
  expect(harness.decisions).toEqual([{ withdrawn: 'none' }]);
  expect(response.status).toBe(404);
});

test('a number whose digits are lost is told as in JSON', async () => {
  const quantity = '<detailQuantity><value value="1.00000000000000001"/></detailQuantity>';
  const response = await send('POST', 'Goal', `<Goal xmlns="http://hl7.org/fhir"><target>${quantity}</target></Goal>`, {
    prefer: 'return=OperationOutcome',
  });
  expect(response.status).toBe(422);
  expect(outcomeIn(response).issue[0]).toMatchObject({
    severity: 'error',
    expression: ['Goal.target[0].detail.value'],
  });
});

describe('what is refused', () => {
  test.each<[string, unknown, string, number, string]>([
    ['XML that is none', '<CarePlan', 'application/fhir+xml', 400, 'malformed'],
    ['another type', { resourceType: 'Goal' }, 'application/fhir+xml', 400, 'malformed'],
    ['XML that is called JSON', PLAN, 'application/fhir+json', 400, 'malformed'],
    ['XML of another version', PLAN, 'application/fhir+xml; fhirVersion=5.0', 415, 'unsupported-media-type'],
    ['XML in another encoding', PLAN, 'application/xml; charset=iso-8859-1', 415, 'unsupported-media-type'],
    ['XML of something else', PLAN, 'application/xhtml+xml', 415, 'unsupported-media-type'],
  ])('%s', async (_name, body, contentType, status, code) => {
    const response = await send('POST', 'CarePlan', body, { 'content-type': contentType });
    expect([response.status, codeIn(response)]).toEqual([status, code]);
    expect(await harness.versions()).toBe(0);
  });

  test('XML where a form is taken', async () => {
    const response = await send('POST', 'CarePlan/_search', PLAN);
    expect(codeIn(response)).toBe('unsupported-media-type');
  });
});
