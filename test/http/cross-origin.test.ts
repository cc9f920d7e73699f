import { beforeEach, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { createApp } from '../../src/http/app.ts';
import { PLAN } from '../fhir/harness.ts';
import { createWebHarness } from './harness.ts';

/** Pages of other origins that call from a browser (CORS). */
const APP = 'https://app.example.no';
const SECOND = 'http://localhost:3000';

let web: Awaited<ReturnType<typeof createWebHarness>>;
/** Requests that the API was handed. */
let handed: number;

beforeEach(async () => {
  handed = 0;
  web = await opened({ origins: [APP, SECOND] });
  await web.put({ ...PLAN, id: 'c1' });
});

async function opened(options: NonNullable<Parameters<typeof createWebHarness>[0]>): Promise<typeof web> {
  const harness = await createWebHarness();
  const app = createApp({
    api: {
      capabilities: harness.api.capabilities,
      handle(one) {
        handed += 1;
        return harness.api.handle(one);
      },
    },
    ready: async () => [],
    smart: async () => ({ token_endpoint: 'https://issuer.example.no/token' }),
    console: async () => (_request, response) => {
      response.set('set-cookie', 'session=1').send('a page');
    },
    newId: harness.newId,
    onFault: (fault) => harness.faults.push(fault),
    ...options,
  });
  return { ...harness, app };
}

const crossOriginHeaders = ({ headers }: { readonly headers: Readonly<Record<string, unknown>> }) =>
  Object.keys(headers).filter((name) => name.startsWith('access-control-'));

const listed = (header: unknown): readonly string[] =>
  String(header ?? '')
    .split(',')
    .map((one) => one.trim().toLowerCase());

const preflight = (path: string, origin: string, method = 'PUT', headers = 'authorization') =>
  request(web.app)
    .options(path)
    .set('origin', origin)
    .set('access-control-request-method', method)
    .set('access-control-request-headers', headers);

describe('a page of an origin that is listed', () => {
  test.each([APP, SECOND])(
    'of %s reads what was answered, with the headers that FHIR needs and without cookies',
    async (origin) => {
      for (const path of [
        '/fhir/CarePlan/c1',
        '/fhir/metadata',
        '/fhir/.well-known/smart-configuration',
        '/fhir/None/1',
      ]) {
        const { headers } = await request(web.app).get(path).set('origin', origin);
        expect([path, headers['access-control-allow-origin']]).toEqual([path, origin]);
        expect(listed(headers['access-control-expose-headers'])).toEqual(
          expect.arrayContaining([
            'etag',
            'location',
            'content-location',
            'last-modified',
            'x-request-id',
            'www-authenticate',
            'dpop-nonce',
            'retry-after',
          ]),
        );
        expect(headers['access-control-allow-credentials']).toBeUndefined();
      }
    },
  );

  test.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])(
    'may send %s with what FHIR clients send, and asking costs nobody anything',
    async (method) => {
      const sent = 'accept,authorization,content-type,dpop,if-match,if-none-match,if-none-exist,prefer,x-request-id';
      const { status, headers, text } = await preflight('/fhir/CarePlan/c1', APP, method, sent);
      expect([status, text, headers['access-control-allow-origin']]).toEqual([204, '', APP]);
      expect(listed(headers['access-control-allow-methods'])).toContain(method.toLowerCase());
      expect(listed(headers['access-control-allow-headers'])).toEqual(expect.arrayContaining(sent.split(',')));
      expect(headers['access-control-allow-credentials']).toBeUndefined();
      expect(headers['x-request-id']).toMatch(/^[\w-]{8,64}$/u);
      expect([handed, web.traces]).toEqual([0, []]);
    },
  );

  test('asks for a header that no client has a use for in vain', async () => {
    const { headers } = await preflight('/fhir/CarePlan/c1', APP, 'PUT', 'x-forwarded-for');
    expect(listed(headers['access-control-allow-headers'])).not.toContain('x-forwarded-for');
    expect(headers['access-control-allow-headers']).not.toContain('*');
  });

  test.each(['/console', '/console/plans', '/health/ready', '/api-docs', '/nowhere'])(
    'does not read %s',
    async (path) => {
      expect(crossOriginHeaders(await request(web.app).get(path).set('origin', APP))).toEqual([]);
      expect(crossOriginHeaders(await preflight(path, APP, 'POST'))).toEqual([]);
    },
  );
});

describe('a page of another origin', () => {
  test.each([
    'null',
    '*',
    'https://app.example.no.evil.example',
    'https://evil-app.example.no',
    'https://sub.app.example.no',
    'https://app.example.no@evil.example',
    'http://app.example.no',
    'https://app.example.no:8443',
    'https://app.example.no:443',
    'https://APP.example.no',
    'https://app.example.no/',
    'https://app.example.no.',
    'https://app.example.no, https://evil.example',
    'https://appXexample.no',
    'http://localhost:3001',
    'http://127.0.0.1:3000',
    'undefined',
    '',
  ])('%j reads nothing, and may send nothing', async (origin) => {
    const asked = await preflight('/fhir/CarePlan/c1', origin);
    expect([asked.status, crossOriginHeaders(asked), handed]).toEqual([204, [], 0]);
    for (const path of ['/fhir/CarePlan/c1', '/fhir/metadata', '/fhir/.well-known/smart-configuration'])
      expect(crossOriginHeaders(await request(web.app).get(path).set('origin', origin))).toEqual([]);
  });
});

describe('what is kept on the way', () => {
  test.each([undefined, APP, 'https://evil.example'])('says that it depends on the origin (%s)', async (origin) => {
    for (const encoding of ['identity', 'gzip']) {
      const asked = request(web.app).get('/fhir/metadata').set('accept-encoding', encoding);
      const { headers } = await (origin === undefined ? asked : asked.set('origin', origin));
      expect(listed(headers['vary'])).toEqual(expect.arrayContaining(['origin', 'accept-encoding']));
    }
  });
});

test('OPTIONS that is no browser’s question is answered as any method that is not served', async () => {
  const { status, headers } = await request(web.app).options('/fhir/CarePlan/c1').set('origin', APP);
  expect([status, headers['access-control-allow-origin']]).toEqual([405, APP]);
});

test('where no origin is listed there is none of this', async () => {
  web = await opened({});
  const asked = await preflight('/fhir/CarePlan/c1', APP);
  expect([asked.status, crossOriginHeaders(asked)]).toEqual([405, []]);
  const { headers } = await request(web.app).get('/fhir/metadata').set('origin', APP);
  expect([crossOriginHeaders({ headers }), listed(headers['vary'])]).toEqual([[], ['accept-encoding']]);
});

test('where nobody signs in, a name that is not of this machine gets no answer to it either', async () => {
  const { app } = await createWebHarness({ origins: [SECOND] });
  const asked = await request(app)
    .options('/fhir/CarePlan/c1')
    .set('host', 'evil.example')
    .set('origin', SECOND)
    .set('access-control-request-method', 'PUT');
  expect([asked.status, crossOriginHeaders(asked)]).toEqual([421, []]);
});
