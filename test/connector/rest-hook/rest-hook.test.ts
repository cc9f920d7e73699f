import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createRestHook } from '../../../src/connector/rest-hook/create-rest-hook.ts';
import { isPublicAddress, listedNetworks } from '../../../src/connector/rest-hook/public-address.ts';

/** What came to the endpoint. */
interface Came {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

let server: Server;
let origin: string;
let came: Came[];
let answer: (response: ServerResponse) => void;

beforeEach(async () => {
  came = [];
  answer = (response) => response.writeHead(200).end();
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url, headers } = request;
      came.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      answer(response);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

const call = (more: Partial<Parameters<ReturnType<typeof createRestHook>>[0]> = {}) => ({
  endpoint: `${origin}/hook?of=mine`,
  contentType: 'application/fhir+json',
  body: '{"resourceType":"Bundle"}',
  timeoutSeconds: 5,
  guard: async () => {},
  ...more,
});
const hook = (more: Partial<Parameters<typeof createRestHook>[0]> = {}) =>
  createRestHook({ endpoints: [origin], networks: [], ...more });
const port = () => new URL(origin).port;
/** A name service that says what it is told. */
const says = (...addresses: readonly string[]) =>
  ((_name: string, _options: object, done: (error: null, found: readonly object[]) => void) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )) as unknown as NonNullable<Parameters<typeof createRestHook>[0]['lookup']>;

describe('a notification', () => {
  test('is one POST with what was given, and nothing else of ours', async () => {
    await hook()(call({ authorization: 'Bearer of-their-own' }));
    expect(came).toEqual([
      {
        method: 'POST',
        url: '/hook?of=mine',
        body: '{"resourceType":"Bundle"}',
        headers: {
          host: new URL(origin).host,
          connection: 'close',
          'content-type': 'application/fhir+json',
          'content-length': '25',
          authorization: 'Bearer of-their-own',
        },
      },
    ]);
  });

  test('does not leave when the guard refuses: not a byte', async () => {
    const passed = new Error('passed');
    await expect(hook()(call({ guard: () => Promise.reject(passed) }))).rejects.toBe(passed);
    expect(came).toEqual([]);
  });

  test.each([
    [204, undefined],
    [301, 'refused'],
    [307, 'refused'],
    [401, 'refused'],
    [410, 'refused'],
    [500, 'refused'],
  ])('that is answered with %s: %s, and no redirect is followed', async (status, failure) => {
    answer = (response) => response.writeHead(status, { location: `${origin}/elsewhere` }).end();
    const failed = await hook()(call()).then(
      () => undefined,
      (error: { readonly failure?: string }) => error.failure,
    );
    expect(failed).toBe(failure);
    expect(came.map(({ url }) => url)).toEqual(['/hook?of=mine']);
  });

  test.each([
    ['120', 120],
    ['soon', undefined],
    ['99999999999999', undefined],
  ])('is sent again when the endpoint says: Retry-After %s', async (header, seconds) => {
    answer = (response) => response.writeHead(503, { 'retry-after': header }).end();
    await expect(hook()(call())).rejects.toMatchObject({ failure: 'refused', retryAfterSeconds: seconds });
  });

  test('is over when the endpoint does not answer in time, or never ends its answer', async () => {
    answer = () => {};
    await expect(hook()(call({ timeoutSeconds: 0.2 }))).rejects.toMatchObject({ failure: 'timeout' });
    answer = (response) => {
      response.writeHead(200);
      const pour = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
        if (!response.destroyed) response.once('drain', pour);
      };
      pour();
    };
    await hook()(call());
  });

  test('is over when the process stops', async () => {
    answer = () => {};
    const stopping = new AbortController();
    const sent = hook()(call({ signal: stopping.signal }));
    stopping.abort();
    await expect(sent).rejects.toMatchObject({ failure: 'unreachable' });
  });

  test('cannot be sent where nobody listens', async () => {
    const endpoint = 'http://127.0.0.1:1/hook';
    const failed = createRestHook({ endpoints: ['http://127.0.0.1:1'], networks: [] })(call({ endpoint }));
    await expect(failed).rejects.toMatchObject({ failure: 'unreachable' });
  });
});

describe('an endpoint', () => {
  test.each([
    ['that is not listed', 'https://ehr.example.no', 'endpoint-not-listed'],
    ['without TLS that is not of this machine', 'http://ehr.example.no', 'endpoint-not-listed'],
  ])('%s is not called', async (_name, listed, failure) => {
    const endpoint = listed.startsWith('http:') ? `${listed}/hook` : `${origin}/hook`;
    await expect(hook({ endpoints: [listed] })(call({ endpoint }))).rejects.toMatchObject({ failure });
    expect(came).toEqual([]);
  });

  test.each([
    ['127.0.0.1'],
    ['10.0.0.7'],
    ['172.20.1.1'],
    ['192.168.1.1'],
    ['169.254.169.254'],
    ['100.100.100.200'],
    ['0.0.0.0'],
    ['::1'],
    ['::'],
    ['fe80::1'],
    ['fd00:ec2::254'],
    ['::ffff:127.0.0.1'],
    ['64:ff9b::7f00:1'],
    ['2002:7f00:1::'],
  ])('whose name leads to %s is not called, whatever is listed', async (address) => {
    const endpoint = `https://ehr.example.no:${port()}/hook`;
    const listed = hook({ endpoints: [`https://ehr.example.no:${port()}`], lookup: says(address) });
    await expect(listed(call({ endpoint }))).rejects.toMatchObject({ failure: 'address-not-allowed' });
    expect(came).toEqual([]);
  });

  test('that is written as an address is judged as one', async () => {
    for (const host of ['10.0.0.7', '[::1]', '169.254.169.254', '2852039166', '0x7f.1']) {
      const endpoint = `https://${host}/hook`;
      const listed = hook({ endpoints: [new URL(endpoint).origin] });
      const failure = host === '[::1]' || host === '0x7f.1' ? 'unreachable' : 'address-not-allowed';
      await expect(listed(call({ endpoint }))).rejects.toMatchObject({ failure });
    }
  });

  test('whose name leads into a network that is listed is called', async () => {
    // Here it is this machine: no certificate, and so no notification, but a connection.
    const endpoint = `https://ehr.example.no:${port()}/hook`;
    const listed = { endpoints: [`https://ehr.example.no:${port()}`], networks: ['127.0.0.0/8'] };
    const failed = hook({ ...listed, lookup: says('127.0.0.1') })(call({ endpoint }));
    await expect(failed).rejects.toMatchObject({ failure: 'unreachable' });
  });

  test('whose name leads to this machine among others is not called there', async () => {
    const seen: unknown[] = [];
    const lookup = ((name: string, options: object, done: never) => {
      seen.push(name, options);
      says('127.0.0.1', '10.0.0.1')(name, options as never, done);
    }) as unknown as NonNullable<Parameters<typeof createRestHook>[0]['lookup']>;
    const endpoint = `https://ehr.example.no:${port()}/hook`;
    const listed = hook({ endpoints: [`https://ehr.example.no:${port()}`], lookup });
    await expect(listed(call({ endpoint }))).rejects.toMatchObject({ failure: 'address-not-allowed' });
    expect(seen[0]).toBe('ehr.example.no');
    expect(came).toEqual([]);
  });
});

describe('addresses', () => {
  test.each([
    ['8.8.8.8', true],
    ['129.240.118.130', true],
    ['172.15.0.1', true],
    ['172.16.0.1', false],
    ['172.32.0.1', true],
    ['100.63.255.255', true],
    ['100.64.0.1', false],
    ['192.0.2.1', false],
    ['224.0.0.1', false],
    ['255.255.255.255', false],
    ['2001:700:100::1', true],
    ['2a02:c0::1', true],
    ['2001:db8::1', false],
    ['fe80::1%eth0', false],
    ['::ffff:8.8.8.8', true],
    ['::ffff:10.0.0.1', false],
    ['no address', false],
    ['', false],
  ])('%s is public: %s', (address, isPublic) => {
    expect(isPublicAddress(address)).toBe(isPublic);
  });

  test('are in a listed network, or are listed themselves', () => {
    const isListed = listedNetworks(['10.42.0.0/16', '10.1.2.3', 'fd00:1::/32']);
    const found = ['10.42.9.9', '10.43.0.1', '10.1.2.3', '10.1.2.4', 'fd00:1::5', 'fd00:2::5', '::ffff:10.42.0.1', 'x'];
    expect(found.map(isListed)).toEqual([true, false, true, false, true, false, true, false]);
    expect(listedNetworks([])('10.0.0.1')).toBe(false);
  });
});
