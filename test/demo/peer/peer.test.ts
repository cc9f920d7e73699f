import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Bundle, Resource } from '@medplum/fhirtypes';
import { type Peer, startPeer } from './peer.ts';

const patient = (id: string): Resource => ({ resourceType: 'Patient', id });

describe('The demo partner', () => {
  let peer: Peer;
  beforeEach(async () => {
    peer = await startPeer();
  });
  afterEach(() => peer.close());

  async function send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const init = { method, headers: { 'content-type': 'application/fhir+json', ...headers } };
    return fetch(`${peer.url}/${path}`, body === undefined ? init : { ...init, body: JSON.stringify(body) });
  }
  const get = async (path: string) => (await send('GET', path)).json() as Promise<Bundle>;

  test('keeps the ids of what is seeded', async () => {
    await peer.controls.seed({ resourceType: 'Bundle', type: 'collection', entry: [{ resource: patient('ingrid') }] });
    expect((await send('GET', 'Patient/ingrid')).status).toBe(200);
    expect(await peer.controls.all()).toMatchObject([patient('ingrid')]);
  });

  test('puts version, place and time of a write in the headers', async () => {
    const put = await send('PUT', 'Patient/per', patient('per'));
    expect(put.status).toBe(201);
    expect(put.headers.get('etag')).toMatch(/^W\/"[\w-]+"$/);
    expect(put.headers.get('last-modified')).toMatch(/GMT$/);
    expect(put.headers.get('location')).toMatch(new RegExp(`^${peer.url}/Patient/per/_history/`));
    expect((await send('PUT', 'Patient/per', patient('per'), { 'if-match': 'W/"old"' })).status).toBe(412);
    expect((await send('PUT', 'Patient/per', patient('per'))).status).toBe(200);
  });

  test('creates once under If-None-Exist', async () => {
    const goal = { resourceType: 'Goal', identifier: [{ system: 'urn:demo', value: '1' }] };
    const header = { 'if-none-exist': `identifier=${encodeURIComponent('urn:demo|1')}` };
    expect((await send('POST', 'Goal', goal, header)).status).toBe(201);
    expect((await send('POST', 'Goal', goal, header)).status).toBe(200);
    expect(await peer.controls.all()).toHaveLength(1);
  });

  test('pages a search by links', async () => {
    await peer.controls.seed(['1', '2', '3'].map(patient));
    const first = await get('Patient?_count=2&_sort=_lastUpdated');
    expect(first).toMatchObject({ type: 'searchset', total: 3, entry: [{ fullUrl: `${peer.url}/Patient/1` }, {}] });
    const next = first.link?.find((link) => link.relation === 'next')?.url ?? '';
    const last = await get(next.slice(peer.url.length + 1));
    expect(last.entry?.map((entry) => entry.resource?.id)).toEqual(['3']);
    expect(last.link?.map((link) => link.relation)).toEqual(['self']);
  });

  test('answers 410 for what was deleted and lists the DELETE in its history', async () => {
    await peer.controls.seed([patient('arne')]);
    await peer.controls.delete('Patient', 'arne');
    expect((await send('GET', 'Patient/arne')).status).toBe(410);
    expect((await send('GET', 'Patient/never')).status).toBe(404);
    const history = await get('Patient/arne/_history');
    expect(history.entry?.map((entry) => entry.request?.method)).toEqual(['DELETE', 'PUT']);
    expect(await get('Patient/arne/_history')).toEqual(history);
    expect(await peer.controls.all()).toEqual([]);
  });

  test('keeps its memory while it is down', async () => {
    await peer.controls.seed([patient('randi')]);
    await peer.controls.down(true);
    await expect(send('GET', 'Patient/randi')).rejects.toThrow();
    await peer.controls.down(false);
    expect((await send('GET', 'Patient/randi')).status).toBe(200);
    expect((await peer.controls.journal()).map((exchange) => exchange.delivered)).toEqual([false, true]);
  });

  test('carries out a write whose answer it loses, and only so many', async () => {
    await peer.controls.loseAnswers(1);
    await expect(send('PUT', 'Patient/randi', patient('randi'))).rejects.toThrow();
    expect(await peer.controls.all()).toMatchObject([patient('randi')]);
    expect((await send('PUT', 'Patient/randi', patient('randi'))).status).toBe(200);
  });

  test('gives old pages once more, each once, and refuses writes meanwhile', async () => {
    await peer.controls.seed(['1', '2', '3'].map(patient));
    const first = await get('Patient?_count=2');
    const second = await get('Patient?_count=2&_offset=2');
    await peer.controls.seed([patient('4')]);
    await peer.controls.replayPages(true);
    expect(await get('Patient')).toEqual(first);
    expect(await get('Patient?_lastUpdated=ge2030-01-01')).toEqual(second);
    expect(await get('Patient')).toMatchObject({ type: 'searchset', total: 0 });
    expect((await send('PUT', 'Patient/1', patient('1'))).status).toBe(503);
    await peer.controls.replayPages(false);
    expect(await get('Patient')).toMatchObject({ total: 4 });
  });

  test('says what it is at metadata', async () => {
    expect(await get('metadata')).toMatchObject({ resourceType: 'CapabilityStatement', fhirVersion: '4.0.1' });
  });
});

describe('The demo partner as a process', () => {
  const start = () =>
    spawn(process.execPath, ['test/demo/peer/main.ts', '--port', '0'], { stdio: ['pipe', 'pipe', 'inherit'] });

  async function urlOf(child: ChildProcess): Promise<string> {
    const [line] = await once(createInterface({ input: child.stdout ?? process.stdin }), 'line');
    return JSON.parse(String(line)).url;
  }

  test.each([
    ['stdin closes', (child: ChildProcess) => child.stdin?.end()],
    ['SIGTERM comes', (child: ChildProcess) => child.kill('SIGTERM')],
  ])('says where it listens and ends by itself when %s', async (_when, stop) => {
    const child = start();
    const url = await urlOf(child);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/fhir$/);
    expect((await fetch(`${url}/metadata`)).status).toBe(200);
    const exit = once(child, 'exit');
    stop(child);
    expect(await exit).toEqual([0, null]);
  });
});
