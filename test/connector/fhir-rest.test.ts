import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Connector, FeedPage } from '../../src/connector/connector.ts';
import { createFhirRestConnector } from '../../src/connector/fhir-rest/create-fhir-rest-connector.ts';
import { connectorContract } from '../contract/connector.ts';
import { type Peer, startPeer } from '../demo/peer/peer.ts';

connectorContract('fhir-rest', async () => {
  const peer = await startPeer();
  return {
    connector: createFhirRestConnector({ url: peer.url, pageSize: 2 }),
    put: (...resources) => peer.controls.seed(resources),
    delete: peer.controls.delete,
    loseNextAnswer: () => peer.controls.loseAnswers(1),
    down: peer.controls.down,
    count: async (type) => (await peer.controls.all()).filter(({ resourceType }) => resourceType === type).length,
    addresses: async () => (await peer.controls.journal()).map(({ path }) => path),
    close: peer.close,
  };
});

describe('fhir-rest against the demo partner', () => {
  let peer: Peer;
  let connector: Connector;
  beforeEach(async () => {
    peer = await startPeer();
    connector = createFhirRestConnector({ url: `${peer.url}/`, pageSize: 2, overlapSeconds: 60 });
  });
  afterEach(() => peer.close());

  async function pull(cursor: Readonly<Record<string, string>> = {}) {
    const pages: FeedPage[] = [];
    const feed = connector.changes(cursor);
    for (;;) {
      const step = await feed.next();
      if (step.done)
        return { given: pages.flatMap((page) => page.resources.map(({ peerId }) => peerId)), cursor: step.value };
      pages.push(step.value);
    }
  }
  const at = (id: string, lastUpdated: string) => ({ resourceType: 'Patient' as const, id, meta: { lastUpdated } });

  test('the cursor is the greatest time the partner gave, and each pull starts the overlap before it', async () => {
    await peer.controls.seed([
      at('a', '2026-03-01T10:00:00.000Z'),
      at('b', '2026-03-01T10:59:30.000Z'),
      at('c', '2026-03-01T11:00:00.000Z'),
    ]);
    const cursor = { Patient: '2026-03-01T11:00:00.000Z', 'Patient newest': 'c' };
    const first = await pull();
    expect(first).toEqual({ given: ['a', 'b', 'c'], cursor });
    expect(await pull(first.cursor)).toMatchObject({ given: ['b', 'c'], cursor: first.cursor });
    const searches = (await peer.controls.journal()).map(({ path }) => new URLSearchParams(path.split('?')[1]));
    expect(searches.map((search) => search.get('_lastUpdated'))).toContain('ge2026-03-01T10:59:00.000Z');
  });

  test('more resources with one time than fit a page all come', async () => {
    const time = '2026-03-01T10:00:00.000Z';
    await peer.controls.seed(['a', 'b', 'c', 'd', 'e'].map((id) => at(id, time)));
    await peer.controls.seed([at('f', '2026-03-01T10:00:01.000Z')]);
    expect((await pull()).given).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  test('a resource dated in the future does not hide what comes after it', async () => {
    await peer.controls.seed([at('a', '2999-01-01T00:00:00.000Z')]);
    const { cursor } = await pull();
    await peer.controls.seed([{ resourceType: 'Patient', id: 'b' }]);
    expect((await pull(cursor)).given).toEqual(['b', 'a']);
  });

  test('old pages that come once more are the same resources', async () => {
    await peer.controls.seed(['a', 'b', 'c'].map((id) => ({ resourceType: 'Patient', id })));
    const first = await pull();
    await peer.controls.replayPages(true);
    expect(await pull()).toEqual(first);
    expect((await pull()).given).toEqual([]);
  });

  test('a pull without changes costs one request a type', async () => {
    await peer.controls.seed(['a', 'b'].map((id) => ({ resourceType: 'Patient', id })));
    const { cursor } = await pull();
    const before = (await peer.controls.journal()).length;
    await pull(cursor);
    expect((await peer.controls.journal()).length - before).toBe(18);
  });

  test('writes carry the version they stand on and ask for the resource back', async () => {
    const identifier = { system: 'urn:demo', value: 'å|1' };
    const held = await connector.create({ resourceType: 'Patient', identifier: [identifier] }, identifier);
    await connector.knowing({ ifMatch: true }).update({ ...held.resource, id: held.peerId }, held.version);
    expect((await peer.controls.journal()).map(({ method, headers }) => ({ method, ...headers }))).toMatchObject([
      { method: 'POST', prefer: 'return=representation', 'if-none-exist': 'identifier=urn%3Ademo%7C%C3%A5%5C%7C1' },
      { method: 'PUT', prefer: 'return=representation', 'if-match': `W/"${held.version}"` },
    ]);
  });

  test('a person is created without her number in a header', async () => {
    const identifier = { system: 'urn:oid:2.16.578.1.12.4.1.4.2', value: '55876598765' };
    await connector.create({ resourceType: 'Patient', identifier: [identifier] }, identifier);
    const journal = await peer.controls.journal();
    expect(journal.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /fhir/Patient/_search',
      'POST /fhir/Patient',
    ]);
    expect(JSON.stringify(journal.map(({ headers }) => headers))).not.toContain(identifier.value);
  });

  test('credentials can be added to every request', async () => {
    const authorized = createFhirRestConnector({
      url: peer.url,
      authorize: ({ method, url, headers }) => headers.set('authorization', `Test ${method} ${url.pathname}`),
    });
    await authorized.read('Goal', 'a');
    expect((await peer.controls.journal())[0]?.headers['authorization']).toBe('Test GET /fhir/Goal/a');
  });

  test.each([
    'ftp://fjordvik.example/fhir',
    'fjordvik',
    'https://user:secret@fjordvik.example/fhir',
    'https://fjordvik.example/fhir?token=secret',
  ])('the address %s is refused as configuration, without being shown', (url) => {
    expect(() => createFhirRestConnector({ url })).toThrow(expect.objectContaining({ code: 'configuration' }));
    expect(() => createFhirRestConnector({ url })).toThrow(expect.not.stringContaining('secret') as never);
  });
});
