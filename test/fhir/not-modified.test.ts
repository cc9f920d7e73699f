import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Sight, VisibleVersion } from '../../src/exchange/sight.ts';
import { isNotModified } from '../../src/fhir/not-modified.ts';
import { bundleIn, createHarness, type Harness, PLAN } from './harness.ts';

let harness: Harness;
let lastModified: string;
let lastUpdated: string;
beforeEach(async () => {
  harness = await createHarness();
  await harness.put({ ...PLAN, id: 'c1' });
  const { headers, body } = await harness.send('GET', 'CarePlan/c1');
  lastModified = String(headers['last-modified']);
  lastUpdated = String(body?.meta?.lastUpdated);
});

const earlier = (milliseconds: number) => new Date(Date.parse(lastModified) - milliseconds).toUTCString();

describe('If-Modified-Since', () => {
  test('is answered 304 to who has the version, by what was told of it', async () => {
    const known = { headers: { 'if-modified-since': lastModified } };
    const traces = harness.traces.length;
    const response = await harness.send('GET', 'CarePlan/c1', known);
    expect([response.status, response.body]).toEqual([304, undefined]);
    expect((await harness.send('GET', 'CarePlan/c1/_history/1', known)).status).toBe(304);
    expect(harness.traces).toHaveLength(traces);
    await harness.put({ ...PLAN, id: 'c1', status: 'on-hold' }, 2);
    expect((await harness.send('GET', 'CarePlan/c1', known)).status).toBe(200);
  });

  test.each(['', 'yesterday', '2026', '0', 'Sun, 22 Nov 2026 08:00:00'])('%j says nothing', async (since) => {
    expect((await harness.send('GET', 'CarePlan/c1', { headers: { 'if-modified-since': since } })).status).toBe(200);
  });

  test('of a second before is answered with the version', async () => {
    const headers = { 'if-modified-since': earlier(1000) };
    expect((await harness.send('GET', 'CarePlan/c1', { headers })).status).toBe(200);
  });

  test('gives way to If-None-Match', async () => {
    const headers = { 'if-modified-since': lastModified, 'if-none-match': 'W/"9"' };
    expect((await harness.send('GET', 'CarePlan/c1', { headers })).status).toBe(200);
  });

  test('in an entry of a batch is an instant', async () => {
    const entry = [lastUpdated, new Date(Date.parse(lastUpdated) - 1).toISOString()].map((ifModifiedSince) => ({
      request: { method: 'GET', url: 'CarePlan/c1', ifModifiedSince },
    }));
    const response = await harness.send('POST', '', { body: { resourceType: 'Bundle', type: 'batch', entry } });
    expect(bundleIn(response).entry?.map((one) => one.response?.status)).toEqual(['304', '200']);
  });
});

describe('within a second', () => {
  const version = (number: number, at: string) =>
    ({ stored: { version: number }, resource: { meta: { lastUpdated: at } }, tag: String(number) }) as VisibleVersion;
  const asked = (since: string, before: VisibleVersion | undefined, isWhole = true) => ({
    request: { ...({} as Parameters<typeof isNotModified>[0]['request']), headers: { 'if-modified-since': since } },
    sight: { isWhole, version: async () => before } as unknown as Sight,
    type: 'CarePlan',
    id: 'c1',
  });
  const AT = 'Sun, 22 Nov 2026 08:00:00 GMT';
  const seen = version(2, '2026-11-22T08:00:00.700Z');

  test('of two versions the date does not tell which the client has', async () => {
    expect(await isNotModified(asked(AT, version(1, '2026-11-22T08:00:00.100Z')), seen)).toBe(false);
    expect(await isNotModified(asked(AT, version(1, '2026-11-22T07:59:59.900Z')), seen)).toBe(true);
    expect(await isNotModified(asked(AT, undefined), seen)).toBe(true);
  });

  test('an instant with its fraction tells', async () => {
    expect(await isNotModified(asked('2026-11-22T08:00:00.699Z', undefined), seen)).toBe(false);
    expect(await isNotModified(asked('2026-11-22T08:00:00.700Z', undefined), seen)).toBe(true);
  });

  test('a view changes without the resource, so that its date tells nothing', async () => {
    expect(await isNotModified(asked('Mon, 23 Nov 2026 08:00:00 GMT', undefined, false), seen)).toBe(false);
  });
});
