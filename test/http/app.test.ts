import { beforeEach, describe, expect, test } from '@jest/globals';
import type { CapabilityStatement } from '@medplum/fhirtypes';
import request from 'supertest';
import { PLAN } from '../fhir/harness.ts';
import { createWebHarness } from './harness.ts';

let web: Awaited<ReturnType<typeof createWebHarness>>;

beforeEach(async () => {
  web = await createWebHarness();
  await web.put({ ...PLAN, id: 'c1' });
});

const resourceIn = ({ text }: { readonly text: string }) => JSON.parse(text);

describe('FHIR over HTTP', () => {
  test('a resource is created, read by the location that was answered, changed and found', async () => {
    const created = await request(web.app)
      .post('/fhir/CarePlan')
      .set('content-type', 'application/fhir+json')
      .send(JSON.stringify(PLAN));
    expect(created.status).toBe(201);
    const location = new URL(created.headers['location'] ?? '');
    expect((await request(web.app).get(location.pathname)).status).toBe(200);

    const { id } = resourceIn(created);
    const changed = await request(web.app)
      .put(`/fhir/CarePlan/${id}`)
      .set('content-type', 'application/json; charset=UTF-8')
      .set('if-match', created.headers['etag'] ?? '')
      .send(JSON.stringify({ ...resourceIn(created), status: 'revoked' }));
    expect(changed.status).toBe(200);
    expect(changed.headers['etag']).toBe('W/"2"');

    const found = await request(web.app).post('/fhir/CarePlan/_search').type('form').send({ status: 'revoked' });
    expect(resourceIn(found)).toMatchObject({ total: 1, entry: [{ resource: { id } }] });
  });

  test('links are absolute on the address that the client used', async () => {
    const response = await request(web.app).get('/fhir/CarePlan').set('host', 'localhost:4711');
    expect(resourceIn(response).link[0].url).toBe('http://localhost:4711/fhir/CarePlan');
  });

  test('links are absolute on the public address where one is configured', async () => {
    const { app } = await createWebHarness({ publicUrl: 'https://samplan.example.no/' });
    const response = await request(app).get('/fhir/metadata');
    expect(resourceIn(response).implementation.url).toBe('https://samplan.example.no/fhir');
  });

  test('a trailing slash is accepted where clients write one', async () => {
    expect((await request(web.app).get('/fhir/CarePlan/')).status).toBe(200);
    expect((await request(web.app).get('/fhir/CarePlan/c1/')).status).toBe(200);
    const [bare, slashed] = await Promise.all(['/fhir', '/fhir/'].map((path) => request(web.app).post(path)));
    // The base takes a batch, and this is none.
    expect([bare?.status, slashed?.status]).toEqual([415, 415]);
    expect((await request(web.app).get('/fhir//CarePlan')).status).toBe(404);
  });

  test('repeated parameters all hold', async () => {
    const response = await request(web.app).get('/fhir/CarePlan?status=active&status=draft');
    expect(resourceIn(response).total).toBe(0);
  });

  test('HEAD answers the headers of GET without the body', async () => {
    const response = await request(web.app).head('/fhir/CarePlan/c1');
    expect(response.status).toBe(200);
    expect(response.headers['etag']).toBe('W/"1"');
    expect(Number(response.headers['content-length'])).toBeGreaterThan(0);
    expect(response.text ?? '').toBe('');
    expect((await request(web.app).head('/fhir/CarePlan/none')).status).toBe(404);
  });

  test.each([
    '/fhir/metadata',
    '/fhir/CarePlan/c1?_pretty=true',
    '/fhir/CarePlan/c1/_history/1',
    '/fhir/CarePlan/c1/_history',
    '/fhir/CarePlan?_summary=count',
    '/fhir/CarePlan/c1/$validate',
    '/fhir/$duties',
    '/health/live',
    '/health/ready',
  ])('HEAD %s answers as GET does', async (path) => {
    const whole = { 'accept-encoding': 'identity' };
    const got = await request(web.app).get(path).set(whole);
    const head = await request(web.app).head(path).set(whole);
    expect(got.status).toBe(200);
    const { 'content-type': type, etag, 'content-length': length } = head.headers;
    expect([head.status, type, etag]).toEqual([got.status, got.headers['content-type'], got.headers['etag']]);
    expect(head.text ?? '').toBe('');
    expect(length).toBe(got.headers['content-length']);
  });

  test('what people read is indented', async () => {
    const { text, headers } = await request(web.app).get('/fhir/CarePlan/c1?_pretty=true');
    expect(text).toMatch(/^\{\n {2}"resourceType"/u);
    expect(Number(headers['content-length'])).toBe(Buffer.byteLength(text));
  });

  test('304 has no body and the ETag of the version, not of the bytes', async () => {
    const response = await request(web.app).get('/fhir/CarePlan/c1').set('if-none-match', 'W/"1"');
    expect(response.status).toBe(304);
    expect(response.headers['etag']).toBe('W/"1"');
    expect(response.text).toBe('');
  });

  test.each([
    ['fhir-kit-client', { accept: 'application/fhir+json', 'content-type': 'application/fhir+json' }],
    ['MedplumClient', { accept: 'application/fhir+json, */*; q=0.1', 'x-medplum': 'extended' }],
    ['fhirclient', { accept: 'application/json' }],
    ['fhir.js', { 'content-type': 'application/json' }],
    ['curl', { accept: '*/*' }],
  ])('a read as %s sends it is answered', async (_client, headers) => {
    const response = await request(web.app).get('/fhir/CarePlan/c1').set(headers);
    expect(response.status).toBe(200);
    expect(response.headers['content-type']).toBe(
      `${'accept' in headers && headers.accept === 'application/json' ? 'application/json' : 'application/fhir+json'}; charset=utf-8`,
    );
  });

  test.each(['/fhir/.well-known/smart-configuration', '/fhir/$graphql', '/fhir/_history/1', '/nowhere', '/'])(
    '%s is 404 with an OperationOutcome',
    async (path) => {
      const response = await request(web.app).get(path);
      expect(response.status).toBe(404);
      expect(resourceIn(response).resourceType).toBe('OperationOutcome');
      expect(response.headers['content-type']).toBe('application/fhir+json; charset=utf-8');
    },
  );

  test('large answers are compressed for those who can read that', async () => {
    const response = await request(web.app).get('/fhir/metadata').set('accept-encoding', 'gzip');
    expect(response.headers['content-encoding']).toBe('gzip');
    expect(resourceIn(response).resourceType).toBe('CapabilityStatement');
  });

  test('no answer tells what it is made with, and none may be kept or framed', async () => {
    const { headers } = await request(web.app).get('/fhir/CarePlan/c1');
    expect(headers['x-powered-by']).toBeUndefined();
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['content-security-policy']).toContain("frame-ancestors 'self'");
  });

  test('every answer carries a request number, the client’s own when it has one', async () => {
    const own = await request(web.app).get('/fhir/CarePlan/c1').set('x-request-id', 'client-00000001');
    expect(own.headers['x-request-id']).toBe('client-00000001');
    for (const path of ['/fhir/CarePlan/none', '/nowhere', '/fhir/%E0'])
      expect((await request(web.app).get(path)).headers['x-request-id']).toMatch(/^[\w-]{8,64}$/);
  });
});

describe('names of the machine', () => {
  test.each([
    'localhost',
    'localhost:8080',
    '127.0.0.1:8080',
    '127.1.2.3',
    '[::1]:8080',
    'samplan.localhost',
    'LOCALHOST',
  ])('Host %s is answered', async (host) => {
    expect((await request(web.app).get('/fhir/metadata').set('host', host)).status).toBe(200);
  });

  test.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '10.0.0.1',
    '0.0.0.0',
    'localhost@evil.example',
    'evil.example:80',
    '',
  ])('Host %j is refused: a web page could have its name resolve to this machine', async (host) => {
    const response = await request(web.app).get('/fhir/CarePlan/c1').set('host', host);
    expect(response.status).toBe(421);
    expect(resourceIn(response).issue[0]).toMatchObject({ code: 'security', location: ['http.Host'] });
    expect(web.traces).toEqual([]);
  });
});

describe('a page that the user of the machine has open', () => {
  test.each([undefined, 'http://localhost:3000', 'http://127.0.0.1:8080', 'http://[::1]', 'https://app.localhost'])(
    'of this machine, or what is no page, is answered (Origin %s)',
    async (origin) => {
      const asked = request(web.app).get('/fhir/CarePlan/c1');
      expect((await (origin === undefined ? asked : asked.set('origin', origin))).status).toBe(200);
    },
  );

  test.each(['https://evil.example', 'null', 'https://localhost.evil.example', 'http://10.0.0.1', 'file://', ''])(
    'of another site (Origin %j) changes nothing, by a form or without a body, and leaves no trace',
    async (origin) => {
      await web.put({ resourceType: 'Consent', id: 'k1', status: 'active', scope: {}, category: [{}] });
      const withdraw = await request(web.app).post('/fhir/Consent/k1/$withdraw').set('origin', origin);
      const form = await request(web.app)
        .post('/fhir/CarePlan/_search')
        .type('form')
        .set('origin', origin)
        .send('_id=c1');
      expect([withdraw.status, form.status]).toEqual([403, 403]);
      expect(resourceIn(form).issue[0]).toMatchObject({ code: 'forbidden', location: ['http.Origin'] });
      expect([web.decisions, web.traces]).toEqual([[], []]);
    },
  );
});

describe('health', () => {
  test('live as long as the process answers', async () => {
    const response = await request(web.app).get('/health/live').set('host', '10.0.0.1');
    expect([response.status, response.body]).toEqual([200, { status: 'live' }]);
  });

  test.each([
    [[], 200, { status: 'ready' }],
    [['stopping'], 503, { status: 'not-ready', failing: ['stopping'] }],
    [['store-fault'], 503, { status: 'not-ready', failing: ['store-fault'] }],
  ] as const)('where %j fails, ready answers %d', async (failing, code, body) => {
    const { app } = await createWebHarness({ ready: async () => failing });
    const response = await request(app).get('/health/ready');
    expect([response.status, response.body]).toEqual([code, body]);
  });
});

describe('a fault in the edge', () => {
  test('is 500 with an OperationOutcome and is logged', async () => {
    const { app, faults } = await createWebHarness({
      api: {
        capabilities: { resourceType: 'CapabilityStatement' } as CapabilityStatement,
        handle: () => Promise.reject(new TypeError('Kari Nordmann')),
      },
    });
    const response = await request(app).get('/fhir/CarePlan/c1');
    expect(response.status).toBe(500);
    expect(response.text).not.toMatch(/Kari|\.ts/);
    expect(resourceIn(response).issue[0].details.coding[0].code).toBe('internal');
    expect(faults).toEqual([{ requestId: response.headers['x-request-id'], error: expect.any(TypeError) }]);
  });
});
