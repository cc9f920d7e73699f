import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Hosted, NAMES, openHosted, type TenantName } from './hosted.ts';

let server: Server;
let hosted: Hosted;
let waiting: ServerResponse[];
/** Whose partner keeps who asks waiting. */
let isSlow: (name: TenantName) => boolean;
let asked: Record<TenantName, PromiseWithResolvers<void>>;

beforeEach(async () => {
  waiting = [];
  asked = { fjordvik: Promise.withResolvers(), nordvik: Promise.withResolvers() };
  server = createServer((request, response) => {
    const name = request.url?.startsWith('/fjordvik') ? 'fjordvik' : 'nordvik';
    asked[name].resolve();
    if (isSlow(name)) waiting.push(response);
    else answer(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  await hosted.close();
  server.closeAllConnections();
  server.close();
});

function answer(response: ServerResponse): void {
  response.setHeader('content-type', 'application/fhir+json');
  response.end(JSON.stringify({ resourceType: 'Bundle', type: 'searchset', total: 0, entry: [] }));
}

/** Each tenant has a partner that a pass visits every second. */
async function opened(withinSeconds: number): Promise<void> {
  const { port } = server.address() as AddressInfo;
  hosted = await openHosted({
    host: { stop: { withinSeconds } },
    each: (name) => ({
      partners: [
        {
          name: 'Helse Fjordvik HF',
          organization: '310000035',
          sector: 'specialist',
          agreement: 'Samarbeidsavtale 2026-01',
          schedule: '* * * * * *',
          connector: { kind: 'fhir-rest', url: `http://127.0.0.1:${port}/${name}` },
        },
      ],
    }),
  });
}

function leasesOf(name: TenantName): number {
  const database = new DatabaseSync(path.join(hosted.folder, name, 'samplan.sqlite'), { readOnly: true });
  try {
    return database.prepare("SELECT owner FROM leases WHERE name LIKE 'partner:%' AND owner <> ''").all().length;
  } finally {
    database.close();
  }
}

test('a partner that keeps one tenant waiting keeps no other', async () => {
  isSlow = (name) => name === 'fjordvik';
  await opened(60);
  await asked.fjordvik.promise;
  await hosted.logged('pass ended', 'nordvik');
  const ended = hosted.lines.filter(({ event }) => event === 'pass ended').map(({ tenant }) => tenant);
  expect(new Set(ended)).toEqual(new Set(['nordvik']));
  for (const response of waiting.splice(0)) answer(response);
  isSlow = () => false;
  await hosted.logged('pass ended', 'fjordvik');
});

test('told to stop, the passes of all end by themselves and give their leases back', async () => {
  isSlow = () => true;
  await opened(60);
  await Promise.all(NAMES.map((name) => asked[name].promise));
  expect(NAMES.map(leasesOf)).toEqual([1, 1]);
  const stopping = hosted.host.stop();
  isSlow = () => false;
  for (const response of waiting.splice(0)) answer(response);
  expect(await stopping).toEqual({ isWhole: true });
  expect(NAMES.map(leasesOf)).toEqual([0, 0]);
});

test('what does not end in the term of the host is cut off, of all', async () => {
  isSlow = () => true;
  await opened(1);
  await Promise.all(NAMES.map((name) => asked[name].promise));
  expect(await hosted.host.stop()).toEqual({ isWhole: false });
  await expect(fetch(`${hosted.origin}/fjordvik/fhir/metadata`)).rejects.toThrow('fetch failed');
});
