import { beforeEach, describe, expect, test } from '@jest/globals';
import { BASE, codeIn, createHarness, type Harness, outcomeIn, PLAN } from './harness.ts';

let harness: Harness;

beforeEach(async () => {
  harness = await createHarness();
});

describe('create', () => {
  test('answers 201 with the address of the version, its ETag and date, and what is now held', async () => {
    const { status, headers, body } = await harness.send('POST', 'CarePlan', { body: PLAN });
    expect(status).toBe(201);
    expect(headers).toMatchObject({
      location: `${BASE}/CarePlan/${body?.id}/_history/1`,
      etag: 'W/"1"',
      'last-modified': expect.stringMatching(/GMT$/),
    });
    expect(await harness.store.read('CarePlan', body?.id ?? '')).toMatchObject({ version: 1, resource: PLAN });
  });

  test('ignores id, versionId and lastUpdated of the client and keeps the rest of meta', async () => {
    const meta = { versionId: '7', lastUpdated: '1999-01-01T00:00:00Z', profile: ['http://example.org/p'] };
    const { body } = await harness.send('POST', 'CarePlan', { body: { ...PLAN, id: 'mine', meta } });
    expect(body?.id).not.toBe('mine');
    expect(body?.meta).toMatchObject({ versionId: '1', profile: ['http://example.org/p'] });
    expect(body?.meta?.lastUpdated).not.toMatch(/^1999/);
  });

  test.each([
    ['return=minimal', undefined],
    ['return=OperationOutcome', 'OperationOutcome'],
    ['return=representation', 'CarePlan'],
    ['return=presentation', 'CarePlan'],
  ])('Prefer %s answers %s', async (prefer, type) => {
    const { status, headers, body } = await harness.send('POST', 'CarePlan', { body: PLAN, headers: { prefer } });
    expect(status).toBe(201);
    expect(headers['location']).toBeDefined();
    expect(body?.resourceType).toBe(type);
    if (type === 'OperationOutcome') expect(outcomeIn({ body }).issue[0]?.severity).toBe('warning');
  });

  test('answers 422 with every finding when the gate does not let it in', async () => {
    const response = await harness.send('POST', 'CarePlan', { body: { ...PLAN, title: 'refuse' } });
    expect(response.status).toBe(422);
    expect(outcomeIn(response).issue).toEqual([
      {
        severity: 'error',
        code: 'required',
        details: {
          coding: [{ system: 'http://samplan.no/fhir/CodeSystem/rule', code: 'cardinality-min' }],
          text: 'status is missing',
        },
        expression: ['CarePlan.status'],
        diagnostics: expect.stringContaining('What to do: Add status.'),
      },
    ]);
    expect(await harness.versions()).toBe(0);
  });

  describe('under a condition', () => {
    const IDENTIFIER = { system: 'urn:ietf:rfc:3986', value: 'urn:uuid:8a7f3c1e-6c55-4a55-9a53-6d1d7f6f2c01' };
    const plan = { ...PLAN, identifier: [IDENTIFIER] };
    const post = (criteria = `identifier=${encodeURIComponent(`${IDENTIFIER.system}|${IDENTIFIER.value}`)}`) =>
      harness.send('POST', 'CarePlan', { body: plan, headers: { 'if-none-exist': criteria } });

    test('creates what is not there', async () => {
      expect(await post()).toMatchObject({ status: 201, headers: { etag: 'W/"1"' } });
    });

    test('answers with the one that is there, tells where it is and traces that it was shown', async () => {
      const { body } = await post();
      const before = await harness.versions();
      expect(await post()).toMatchObject({
        status: 200,
        body: { id: body?.id },
        headers: { etag: 'W/"1"', location: `${BASE}/CarePlan/${body?.id}/_history/1` },
      });
      expect(await harness.versions()).toBe(before);
      expect(harness.traces.at(-1)).toMatchObject({ kind: 'read', interaction: 'search' });
    });

    test.each([`${BASE}/CarePlan?`, 'CarePlan?', '?'])('takes the address of a search, too: %s', async (search) => {
      const { body } = await post();
      const criteria = `identifier=${encodeURIComponent(`${IDENTIFIER.system}|${IDENTIFIER.value}`)}`;
      expect(await post(`${search}${criteria}`)).toMatchObject({ status: 200, body: { id: body?.id } });
      expect((await post(`${BASE}/Goal?${criteria}`)).status).toBe(400);
    });

    test('makes one of many at once', async () => {
      const answers = await Promise.all(Array.from({ length: 5 }, () => post()));
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 200, 201]);
      expect(new Set(answers.map(({ body }) => body?.id)).size).toBe(1);
    });

    test('is refused where several match', async () => {
      await harness.send('POST', 'CarePlan', { body: plan });
      await harness.send('POST', 'CarePlan', { body: plan });
      const before = await harness.versions();
      const response = await post();
      expect(response.status).toBe(412);
      expect(codeIn(response)).toBe('several-matches');
      expect(await harness.versions()).toBe(before);
    });

    test.each([
      ['', 'bad-parameter'],
      ['_count=1', 'bad-parameter'],
      ['name=x', 'unknown-parameter'],
      ['identifier=', 'bad-parameter'],
    ])('%j is no condition: %s, and nothing is created', async (criteria, code) => {
      expect(codeIn(await post(criteria))).toBe(code);
      expect(await harness.versions()).toBe(0);
    });

    test('is strict, however lenient the client: what is left out would match others', async () => {
      const headers = { 'if-none-exist': 'name=x', prefer: 'handling=lenient' };
      expect(codeIn(await harness.send('POST', 'CarePlan', { body: plan, headers }))).toBe('unknown-parameter');
    });
  });
});

describe('update', () => {
  let id: string;

  beforeEach(async () => {
    id = (await harness.send('POST', 'CarePlan', { body: PLAN })).body?.id ?? '';
  });

  const put = (body: unknown, headers: Record<string, string> = { 'if-match': 'W/"1"' }, address = `CarePlan/${id}`) =>
    harness.send('PUT', address, { body, headers });

  test('writes the next version', async () => {
    const response = await put({ ...PLAN, id, status: 'revoked' });
    expect(response).toMatchObject({ status: 200, headers: { etag: 'W/"2"' }, body: { id, status: 'revoked' } });
    expect(await harness.store.read('CarePlan', id)).toMatchObject({ version: 2, resource: { status: 'revoked' } });
  });

  test('may answer without content', async () => {
    const response = await put({ ...PLAN, id }, { 'if-match': 'W/"1"', prefer: 'return=minimal' });
    expect(response).toMatchObject({ status: 200, headers: { etag: 'W/"2"' } });
    expect(response.headers['content-location']).toBe(`${BASE}/CarePlan/${id}/_history/2`);
    expect(response.body).toBeUndefined();
  });

  test.each([
    ['a stale version', { 'if-match': 'W/"9"' }, 412, 'stale-version'],
    ['a malformed version', { 'if-match': 'one' }, 400, 'bad-parameter'],
  ] as const)('with %s is refused and nothing is written', async (_name, headers, status, code) => {
    const before = await harness.versions();
    const response = await put({ ...PLAN, id, status: 'revoked' }, headers);
    expect(response.status).toBe(status);
    expect(codeIn(response)).toBe(code);
    expect(outcomeIn(response).issue[0]?.location).toEqual(['http.If-Match']);
    expect(await harness.versions()).toBe(before);
  });

  test.each([
    ['another id', { ...PLAN, id: 'other' }, 'another id'],
    ['no id', PLAN, 'no id'],
    ['an id that is no text', { ...PLAN, id: 1 }, 'another id'],
  ])('with %s in the body is refused', async (_name, body, found) => {
    const response = await put(body);
    expect(response.status).toBe(400);
    expect(codeIn(response)).toBe('id-mismatch');
    expect(outcomeIn(response).issue[0]).toMatchObject({
      expression: ['CarePlan.id'],
      diagnostics: expect.stringContaining(found),
    });
  });

  test('without a version is of the current one, for who sees the whole', async () => {
    expect(await put({ ...PLAN, id, status: 'revoked' }, {})).toMatchObject({
      status: 200,
      headers: { etag: 'W/"2"' },
    });
  });

  test('of an unknown id makes it where that is a UUID, for who sees the whole', async () => {
    const unknown = '0d7c0b3a-2f43-4c5e-9a63-0f6c0c0ce8a1';
    const response = await put({ ...PLAN, id: unknown }, {}, `CarePlan/${unknown}`);
    expect(response).toMatchObject({ status: 201, headers: { etag: 'W/"1"' }, body: { id: unknown } });
    expect(response.headers['location']).toBe(`${BASE}/CarePlan/${unknown}/_history/1`);
    expect((await put(PLAN, {}, `CarePlan/${unknown.replace('0d7c', '0d7d')}`)).status).toBe(400);
  });

  test.each(['W/"1"', '*'])('with If-Match %s of an unknown id is stale', async (ifMatch) => {
    const unknown = '0d7c0b3a-2f43-4c5e-9a63-0f6c0c0ce8a1';
    expect((await put({ ...PLAN, id: unknown }, { 'if-match': ifMatch }, `CarePlan/${unknown}`)).status).toBe(412);
    expect((await put({ ...PLAN }, { 'if-match': ifMatch }, 'CarePlan?status=revoked')).status).toBe(412);
    expect(await harness.versions()).toBe(1);
  });

  test('RFC 9110 § 13.1.1: If-Match * holds where there is any version', async () => {
    const any = { 'if-match': '*' };
    expect(await put({ ...PLAN, id, status: 'revoked' }, any)).toMatchObject({
      status: 200,
      headers: { etag: 'W/"2"' },
    });
    const headers = { ...any, 'content-type': 'application/json-patch+json' };
    const body = [{ op: 'replace', path: '/status', value: 'active' }];
    expect((await harness.send('PATCH', `CarePlan/${id}`, { headers, body })).status).toBe(200);
    expect((await harness.send('DELETE', `CarePlan/${id}`, { headers: any })).status).toBe(204);
  });

  test('of an unknown id of another form is 405 and says to POST', async () => {
    const response = await put({ ...PLAN, id: 'unknown' }, {}, 'CarePlan/unknown');
    expect(response.status).toBe(405);
    expect(outcomeIn(response).issue[0]?.details?.text).toContain('POST');
    expect(response.headers['allow']).not.toContain('PUT');
  });

  test('of a deleted resource is 410', async () => {
    await harness.put({ ...PLAN, id }, 2, true);
    expect((await put({ ...PLAN, id }, { 'if-match': 'W/"2"' })).status).toBe(410);
  });

  test('of two updates of one version the second is stale', async () => {
    const answers = await Promise.all([put({ ...PLAN, id, title: 'a' }), put({ ...PLAN, id, title: 'b' })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect(await harness.store.read('CarePlan', id)).toMatchObject({ version: 2 });
  });
});

describe('what may not be done', () => {
  test.each([
    ['DELETE', 'Consent/x', 'GET, HEAD, PUT, PATCH', '$withdraw'],
    ['DELETE', 'Organization/x', 'GET, HEAD, PUT, PATCH', 'PUT'],
    ['PATCH', 'Provenance/x', 'GET, HEAD', 'Allow'],
    ['GET', '', 'POST', 'Allow'],
    ['DELETE', 'Consent?status=draft', 'GET, HEAD, POST, PUT, PATCH', '$withdraw'],
    ['DELETE', 'AuditEvent?status=draft', 'GET, HEAD', 'Allow'],
    ['POST', 'AuditEvent', 'GET, HEAD', 'Allow'],
    ['PUT', 'Provenance/x', 'GET, HEAD', 'Allow'],
    ['POST', 'metadata', 'GET, HEAD', 'Allow'],
    ['GET', 'Task/x/$resolve-conflict', 'POST', 'Allow'],
  ])('%s %s is 405 and says what may be done instead', async (method, address, allow, hint) => {
    const path = address === '' ? [] : address.split('?')[0]?.split('/');
    const response = await harness.api.handle({
      method,
      base: BASE,
      path: path ?? [],
      query: address.includes('?') ? [['status', 'draft']] : [],
      headers: { 'content-type': 'application/fhir+json' },
      body: async () => new TextEncoder().encode(JSON.stringify(PLAN)),
    });
    expect(response.status).toBe(405);
    expect(response.headers['allow']).toBe(allow);
    expect(outcomeIn(response).issue[0]?.details?.text).toContain(hint);
    expect(await harness.versions()).toBe(0);
  });
});
