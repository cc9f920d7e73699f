import { beforeEach, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { PLAN } from '../fhir/harness.ts';
import { createWebHarness } from './harness.ts';

const JSON_TYPE = 'application/fhir+json';
/** Synthetic (month + 80). */
const NUMBER = '05917512345';
const plan = JSON.stringify({ ...PLAN, id: 'c1' });
const nested = (levels: number) => `{"resourceType":"CarePlan","x":${'['.repeat(levels)}${']'.repeat(levels)}}`;

let web: Awaited<ReturnType<typeof createWebHarness>>;

beforeEach(async () => {
  web = await createWebHarness();
  await web.put({ ...PLAN, id: 'c1' });
  await web.put({ ...PLAN, id: 'c1', status: 'on-hold' }, 2);
});

interface Case {
  readonly method?: 'post' | 'put' | 'get' | 'patch' | 'delete';
  readonly path?: string;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status: number;
  readonly code: string;
  /** Must stand in the issue: the place. */
  readonly place: string;
}

const CASES: Readonly<Record<string, Case>> = {
  'malformed JSON': {
    body: '{"resourceType":\n"CarePlan",}',
    status: 400,
    code: 'malformed',
    place: 'line 2, column 12',
  },
  'an empty body': { body: '', status: 400, code: 'malformed', place: 'line 1, column 1' },
  'a wrong content type': {
    body: plan,
    headers: { 'content-type': 'text/plain' },
    status: 415,
    code: 'unsupported-media-type',
    place: 'http.Content-Type',
  },
  'another charset': {
    body: plan,
    headers: { 'content-type': 'application/fhir+json; charset=iso-8859-1' },
    status: 415,
    code: 'unsupported-media-type',
    place: 'http.Content-Type',
  },
  'XML that breaks off': {
    body: '<CarePlan xmlns="http://hl7.org/fhir">\n  <id value="1">',
    headers: { 'content-type': 'application/fhir+xml' },
    status: 400,
    code: 'malformed',
    place: 'line 2, column 17, CarePlan.id',
  },
  'XML with a document type': {
    body: '<!DOCTYPE CarePlan SYSTEM "file:///etc/passwd"><CarePlan xmlns="http://hl7.org/fhir"/>',
    headers: { 'content-type': 'application/xml' },
    status: 400,
    code: 'malformed',
    place: 'line 1, column 1',
  },
  'XML in another encoding': {
    body: '<CarePlan xmlns="http://hl7.org/fhir"/>',
    headers: { 'content-type': 'application/fhir+xml; charset=utf-16' },
    status: 415,
    code: 'unsupported-media-type',
    place: 'http.Content-Type',
  },
  'a compressed body': {
    body: plan,
    headers: { 'content-encoding': 'gzip' },
    status: 415,
    code: 'unsupported-media-type',
    place: 'http.Content-Encoding',
  },
  'a body over 5 MB': {
    body: `{"resourceType":"CarePlan","title":"${'x'.repeat(5_000_000)}"}`,
    status: 413,
    code: 'too-large',
    place: '5000000 bytes',
  },
  'an unknown type in the address': { path: 'Plan', body: plan, status: 404, code: 'unknown-type', place: 'CarePlan' },
  'an unknown type in the body': {
    body: '{"resourceType":"Plan"}',
    status: 400,
    code: 'malformed',
    place: 'CarePlan.resourceType',
  },
  'another type in the body': {
    body: '{"resourceType":"Goal"}',
    status: 400,
    code: 'malformed',
    place: 'CarePlan.resourceType',
  },
  'an id that is not that of the address': {
    method: 'put',
    path: 'CarePlan/c1',
    body: JSON.stringify({ ...PLAN, id: 'c2' }),
    headers: { 'if-match': 'W/"2"' },
    status: 400,
    code: 'id-mismatch',
    place: 'CarePlan.id',
  },
  'a stale If-Match': {
    method: 'put',
    path: 'CarePlan/c1',
    body: plan,
    headers: { 'if-match': 'W/"1"' },
    status: 412,
    code: 'stale-version',
    place: 'http.If-Match',
  },
  'an If-Match that is no version': {
    method: 'put',
    path: 'CarePlan/c1',
    body: plan,
    headers: { 'if-match': '1' },
    status: 400,
    code: 'bad-parameter',
    place: 'http.If-Match',
  },
  'two hundred levels of nesting': { body: nested(200), status: 400, code: 'too-deep', place: 'line 1, column' },
  'a million levels of nesting': { body: nested(1_000_000), status: 400, code: 'too-deep', place: 'line 1, column' },
  'invalid UTF-8': {
    body: Buffer.concat([Buffer.from('{"resourceType":"CarePlan","title":"'), Buffer.from([0xe5]), Buffer.from('"}')]),
    status: 400,
    code: 'malformed',
    place: 'byte 37',
  },
  'UTF-16': { body: Buffer.from(plan, 'utf16le'), status: 400, code: 'malformed', place: 'line 1, column 2' },
  'a __proto__ key': {
    body: '{"resourceType":"CarePlan","__proto__":{"status":"active"}}',
    status: 400,
    code: 'malformed',
    place: 'line 1, column 28',
  },
  'a key twice': {
    body: '{"resourceType":"CarePlan","status":"draft","status":"active"}',
    status: 400,
    code: 'malformed',
    place: 'line 1, column 45',
  },
  'an identity number in the query': {
    method: 'get',
    path: `Patient?identifier=${NUMBER}`,
    status: 400,
    code: 'identity-in-url',
    place: 'parameter identifier',
  },
  'an identity number in the path': {
    method: 'put',
    path: `Patient/${NUMBER}`,
    body: `{"resourceType":"Patient","id":"${NUMBER}"}`,
    status: 400,
    code: 'identity-in-url',
    place: 'path',
  },
  'an address that cannot be decoded': {
    method: 'get',
    path: 'Patient/%E0%A4%A',
    status: 400,
    code: 'malformed',
    place: 'path',
  },
  'a patch of the whole': {
    method: 'patch',
    path: 'CarePlan/c1',
    body: '[{"op":"replace","path":"","value":{}}]',
    headers: { 'content-type': 'application/json-patch+json', 'if-match': 'W/"2"' },
    status: 400,
    code: 'malformed',
    place: '[0]',
  },
  'a deletion of a consent': {
    method: 'delete',
    path: 'Consent/c1',
    status: 405,
    code: 'method-not-allowed',
    place: 'Consent',
  },
  'a deletion of everything': { method: 'delete', path: 'Goal', status: 400, code: 'bad-parameter', place: 'query' },
  'a transaction that leads out of itself': {
    path: '',
    body: '{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"POST","url":"Goal"},"resource":{"resourceType":"Goal","lifecycleStatus":"active","description":{"text":"x"},"subject":{"reference":"urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a"}}}]}',
    status: 400,
    code: 'bad-parameter',
    place: 'Bundle.entry[0]',
  },
  'a question for Turtle': {
    method: 'get',
    path: 'CarePlan/c1',
    headers: { accept: 'text/turtle' },
    status: 406,
    code: 'not-acceptable',
    place: 'http.Accept',
  },
};

describe('bad input is refused with what is wrong, where and what to do; nothing is written and the process is up', () => {
  test.each(Object.entries(CASES))('%s', async (_name, { method = 'post', path = 'CarePlan', ...sent }) => {
    const before = await web.versions();
    const call = request(web.app)[method](`/fhir/${path}`);
    if (sent.body !== undefined) call.set('content-type', JSON_TYPE);
    for (const [name, value] of Object.entries(sent.headers ?? {})) call.set(name, value);
    // supertest would serialize a string as JSON once more.
    const response = await (sent.body === undefined
      ? call
      : call.serialize((value: unknown) => value as string).send(sent.body));

    expect(response.status).toBe(sent.status);
    expect(response.headers['content-type']).toBe('application/fhir+json; charset=utf-8');
    const { resourceType, issue } = JSON.parse(response.text);
    expect(resourceType).toBe('OperationOutcome');
    expect(issue[0]).toMatchObject({ severity: 'error', details: { coding: [{ code: sent.code }] } });
    expect(issue[0].details.text.length).toBeGreaterThan(20);
    expect(JSON.stringify(issue)).toContain(sent.place);
    expect(response.text).not.toContain(NUMBER);
    expect(response.text).not.toMatch(/\.ts|at \w+ \(/);

    expect(await web.versions()).toBe(before);
    expect(web.faults).toEqual([]);
    expect((await request(web.app).get('/fhir/CarePlan/c1')).status).toBe(200);
  });

  test('a method on 405 is answered with those that are allowed', async () => {
    const response = await request(web.app).delete('/fhir/Consent/c1');
    expect(response.headers['allow']).toBe('GET, HEAD, PUT, PATCH');
  });
});
