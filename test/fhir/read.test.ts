import { beforeEach, describe, expect, test } from '@jest/globals';
import type { CapabilityStatement } from '@medplum/fhirtypes';
import { BASE, bundleIn, codeIn, createHarness, type Harness, outcomeIn, PLAN } from './harness.ts';

let harness: Harness;

beforeEach(async () => {
  harness = await createHarness();
  await harness.put({ ...PLAN, id: 'c1' });
  await harness.put({ ...PLAN, id: 'c1', status: 'on-hold' }, 2);
  await harness.put({ ...PLAN, id: 'c2' });
  await harness.put({ ...PLAN, id: 'c2' }, 2, true);
});

describe('read', () => {
  test('answers the current version with its ETag and date, not to be kept on the way', async () => {
    const { status, headers, body } = await harness.send('GET', 'CarePlan/c1');
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: 'c1', status: 'on-hold', meta: { versionId: '2' } });
    expect(headers).toMatchObject({
      etag: 'W/"2"',
      'last-modified': new Date(body?.meta?.lastUpdated ?? '').toUTCString(),
      'content-type': 'application/fhir+json; charset=utf-8',
      'cache-control': 'no-store',
    });
  });

  test('answers 304 without content or trace to a client that has the version', async () => {
    const response = await harness.send('GET', 'CarePlan/c1', { headers: { 'if-none-match': 'W/"2"' } });
    expect(response).toMatchObject({ status: 304, headers: { etag: 'W/"2"' } });
    expect(response.body).toBeUndefined();
    expect(harness.traces).toEqual([]);
    expect((await harness.send('GET', 'CarePlan/c1', { headers: { 'if-none-match': 'W/"1"' } })).status).toBe(200);
  });

  test.each([
    ['CarePlan/none', 404, 'not-found'],
    ['Goal/c1', 404, 'not-found'],
    ['CarePlan/c2', 410, 'gone'],
    ['CarePlan/no_such_id', 404, 'not-found'],
    ['Medication/1', 404, 'unknown-type'],
    ['careplan/c1', 404, 'not-found'],
    ['CarePlan/c1/unknown', 404, 'not-found'],
    ['.well-known/smart-configuration', 404, 'not-found'],
    ['Medication/_history', 404, 'unknown-type'],
  ])('%s is %i %s', async (address, status, code) => {
    const response = await harness.send('GET', address);
    expect(response.status).toBe(status);
    expect(codeIn(response)).toBe(code);
  });

  test('refuses a query parameter that it would otherwise leave out', async () => {
    expect(codeIn(await harness.send('GET', 'CarePlan/c1?_element=status'))).toBe('unknown-parameter');
    expect(
      (await harness.send('GET', 'CarePlan/c1?_element=status', { headers: { prefer: 'handling=lenient' } })).status,
    ).toBe(200);
    expect((await harness.send('GET', 'CarePlan/c1?_format=json')).status).toBe(200);
  });
});

describe('vread', () => {
  test('answers each version that was', async () => {
    const first = await harness.send('GET', 'CarePlan/c1/_history/1');
    expect(first).toMatchObject({ status: 200, headers: { etag: 'W/"1"' }, body: { status: 'active' } });
    expect((await harness.send('GET', 'CarePlan/c2/_history/1')).status).toBe(200);
  });

  test.each([
    ['CarePlan/c1/_history/3', 404],
    ['CarePlan/c1/_history/0', 404],
    ['CarePlan/c1/_history/1.0', 404],
    ['CarePlan/c1/_history/x', 404],
    ['CarePlan/none/_history/1', 404],
    ['CarePlan/c2/_history/2', 410],
  ])('%s is %i', async (address, status) => {
    expect((await harness.send('GET', address)).status).toBe(status);
  });

  test('answers 304 to a client that has the version', async () => {
    const response = await harness.send('GET', 'CarePlan/c1/_history/1', { headers: { 'if-none-match': 'W/"1"' } });
    expect(response.status).toBe(304);
  });
});

describe('history', () => {
  test('lists all versions, newest first, with what was done and when', async () => {
    const bundle = bundleIn(await harness.send('GET', 'CarePlan/c1/_history'));
    expect(bundle).toMatchObject({
      type: 'history',
      total: 2,
      link: [{ relation: 'self', url: `${BASE}/CarePlan/c1/_history` }],
      entry: [
        {
          fullUrl: `${BASE}/CarePlan/c1`,
          resource: { status: 'on-hold' },
          request: { method: 'PUT', url: 'CarePlan/c1' },
          response: { status: '200', etag: 'W/"2"', lastModified: expect.any(String) },
        },
        {
          resource: { status: 'active' },
          request: { method: 'POST', url: 'CarePlan' },
          response: { status: '201', etag: 'W/"1"' },
        },
      ],
    });
  });

  test('shows a deletion without content', async () => {
    const [deletion] = bundleIn(await harness.send('GET', 'CarePlan/c2/_history')).entry ?? [];
    expect(deletion).toMatchObject({ request: { method: 'DELETE' }, response: { status: '204' } });
    expect(deletion?.resource).toBeUndefined();
  });

  test('of what never was is 404', async () => {
    expect((await harness.send('GET', 'CarePlan/none/_history')).status).toBe(404);
  });
});

describe('the trace of what is shown', () => {
  test.each([
    ['CarePlan/c1', 'read', [2]],
    ['CarePlan/c1/_history/1', 'vread', [1]],
    ['CarePlan/c1/_history', 'history', [2, 1]],
    ['CarePlan?status=on-hold', 'search', [2]],
    ['CarePlan/c1/$validate', 'operation', [2]],
  ])('%s is traced as %s', async (address, interaction, versions) => {
    await harness.send('GET', address);
    expect(harness.traces).toEqual([
      expect.objectContaining({
        kind: 'read',
        interaction,
        resources: versions.map((version) => expect.objectContaining({ version })),
      }),
    ]);
  });

  test.each([
    'CarePlan/c1',
    'CarePlan/c1/_history/1',
    'CarePlan/c1/_history',
    'CarePlan?status=on-hold',
    'CarePlan/c1/$validate',
  ])('nothing of %s leaves when it cannot be traced', async (address) => {
    harness.gate.auditRead = async () => {
      throw new Error('the disk is full');
    };
    const response = await harness.send('GET', address);
    expect(response.status).toBe(500);
    expect(JSON.stringify(response)).not.toContain('on-hold');
  });

  test('a refusal of an interaction is traced with its code, type and id', async () => {
    await harness.send('GET', 'CarePlan/none');
    await harness.send('GET', 'Medication/1');
    expect(harness.traces).toEqual([
      { kind: 'refusal', interaction: 'read', code: 'not-found', type: 'CarePlan', id: 'none' },
    ]);
  });

  test('a refusal that cannot be traced stays a refusal, and is logged', async () => {
    harness.gate.auditRefusal = async () => {
      throw new Error('the disk is full');
    };
    expect((await harness.send('GET', 'CarePlan/none')).status).toBe(404);
    expect(harness.faults).toHaveLength(1);
  });
});

test('who asks for a type that there is not is told all there are', async () => {
  const stated = (await harness.send('GET', 'metadata')).body as CapabilityStatement;
  const told = outcomeIn(await harness.send('GET', 'Medication/1')).issue[0]?.diagnostics ?? '';
  for (const { type } of stated.rest?.[0]?.resource ?? []) expect(told).toMatch(new RegExp(`\\b${type}\\b`, 'u'));
});
