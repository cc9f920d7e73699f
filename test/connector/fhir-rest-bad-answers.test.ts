import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { FeedPage } from '../../src/connector/connector.ts';
import { createFhirRestConnector } from '../../src/connector/fhir-rest/create-fhir-rest-connector.ts';
import type { FhirRestOptions, Notice } from '../../src/connector/fhir-rest/options.ts';
import { type Answering, type AnsweringServer, startAnsweringServer } from './answering-server.ts';
import { everythingSaid, failureOf, json, next, patient, raw, SECRET, searchset } from './bad-answers.ts';

describe('fhir-rest pulling from a partner that answers badly', () => {
  let server: AnsweringServer;
  beforeEach(async () => {
    server = await startAnsweringServer();
  });
  afterEach(() => server.close());

  const connect = (options: Partial<FhirRestOptions> = {}) =>
    createFhirRestConnector({ url: server.url, types: ['Patient'], ...options });

  async function pull(options: Partial<FhirRestOptions> = {}, cursor: Readonly<Record<string, string>> = {}) {
    const pages: FeedPage[] = [];
    const feed = connect(options).changes(cursor);
    for (;;) {
      const step = await feed.next();
      if (step.done) return { pages, cursor: step.value };
      pages.push(step.value);
    }
  }

  describe('a pull stops, and says what is wrong without content,', () => {
    test.each<[string, Answering, string, unknown]>([
      ['HTML with status 200', raw(`<p>${SECRET}</p>`, 'text/html'), 'partner-malformed', 'text/html'],
      ['truncated JSON', raw(`{"name":"${SECRET}"`), 'partner-malformed', 'application/fhir+json'],
      [
        'text that is not UTF-8',
        raw(Buffer.from(JSON.stringify(searchset([patient('å')])), 'latin1')),
        'partner-malformed',
        'application/fhir+json',
      ],
      [
        'a key twice around the entries',
        raw('{"resourceType":"Bundle","type":"searchset","link":[],"link":[]}'),
        'partner-malformed',
        'a key twice at Bundle.link',
      ],
      ['no body', raw(''), 'partner-malformed', 'something else'],
      ['a resource that is no Bundle', json(patient('a')), 'partner-malformed', 'something else'],
      ['a Bundle of another type', json(searchset([], { type: 'history' })), 'partner-malformed', 'something else'],
      ['an entry that is no list', json(searchset([], { entry: {} })), 'partner-malformed', 'something else'],
      [
        'a next link to another host',
        json(searchset([], next('https://elsewhere.example/fhir?page=2'))),
        'partner-malformed',
        'one that leads elsewhere',
      ],
      [
        'a next link outside the base',
        json(searchset([], next('../admin?page=2'))),
        'partner-malformed',
        'one that leads elsewhere',
      ],
      ['pages without end', json(searchset([patient('a')], next('?page=1'))), 'partner-malformed', 'pages without end'],
      [
        'a redirect',
        (response) => void response.writeHead(302, { location: 'https://elsewhere.example/' }).end(),
        'partner-malformed',
        'a redirect (302)',
      ],
      [
        '33 MB',
        raw(JSON.stringify(searchset([], { padding: 'x'.repeat(33 * 1024 * 1024) }))),
        'partner-malformed',
        'more',
      ],
      ['a fault', json(patient('a'), 500), 'partner-unreachable', '500'],
      ['too many requests', json(patient('a'), 429), 'partner-unreachable', '429'],
      [
        'nothing at all',
        (_response, { socket }) => void socket.destroy(),
        'partner-unreachable',
        expect.stringMatching(/^(UND_ERR_SOCKET|ECONNRESET)$/),
      ],
      ['no permission', json(patient('a'), 403), 'partner-refused', '403'],
    ])('at %s', async (_name, answering, code, found) => {
      server.answering = answering;
      const error = await failureOf(pull());
      expect(error).toMatchObject({ code, where: 'GET Patient', found });
      expect(everythingSaid(error)).not.toContain(SECRET);
      expect(everythingSaid(error)).not.toContain('elsewhere.example');
    });
  });

  test.each<[string, Answering]>([
    ['silence', () => {}],
    ['half an answer and then silence', (response) => void response.writeHead(200).write('{')],
  ])('a pull gives up at %s', async (_name, answering) => {
    server.answering = answering;
    expect(await failureOf(pull({ timeoutMs: 20 }))).toMatchObject({ code: 'partner-unreachable', found: 'timeout' });
  });

  describe('a pull goes on', () => {
    test.each<[string, unknown, string]>([
      ['another type', { resourceType: 'Goal', id: 'g' }, 'a resource of another type'],
      ['no id', patient(), 'a resource without id'],
      ['an id with a version in it', patient('x/_history/2'), 'an id that cannot stand in an address'],
      ['an id that leads upwards', patient('..'), 'an id that cannot stand in an address'],
      ['text', SECRET, 'not a resource'],
      ['null', null, 'not a resource'],
      ['a list', [patient('a')], 'not a resource'],
      ['no resourceType', { id: 'a' }, 'not a resource'],
    ])('past an entry of %s, and reports it', async (_name, entry, reason) => {
      server.answering = json(searchset([patient('a'), entry, patient('b')]));
      const { pages } = await pull();
      expect(pages.flatMap((page) => page.resources.map(({ peerId }) => peerId))).toEqual(['a', 'b']);
      expect(pages.flatMap((page) => page.unreadable)).toMatchObject([
        { where: 'Patient, page 1, Bundle.entry[1]', reason },
      ]);
    });

    test('past an entry nested too deep to be told apart by its content', async () => {
      const deep = `{"resourceType":"Patient","id":"deep","x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
      server.answering = raw(JSON.stringify(searchset(['HERE', patient('b')])).replace('"HERE"', deep));
      const { pages } = await pull();
      expect(pages).toMatchObject([{ resources: [{ peerId: 'b' }], unreadable: [{ reason: 'nested too deep' }] }]);
    });

    test.each([
      ['a key twice', '{"resourceType":"Patient","id":"x","name":[{"text":"a","text":"b"}]}', 'name[0].text'],
      [
        'a number whose digits would be lost',
        '{"resourceType":"Patient","id":"x","multipleBirthInteger":9007199254740993}',
        'multipleBirth',
      ],
    ])('past an entry with %s, and says which and where', async (what, entry, place) => {
      server.answering = raw(JSON.stringify(searchset([patient('a'), 'HERE', patient('b')])).replace('"HERE"', entry));
      const { pages } = await pull();
      expect(pages.flatMap((page) => page.resources.map(({ peerId }) => peerId))).toEqual(['a', 'b']);
      expect(pages.flatMap((page) => page.unreadable)).toEqual([
        {
          where: 'Patient, page 1, Bundle.entry[1]',
          reason: `${what} at Patient.${place}`,
          key: { type: 'Patient', peerId: 'x' },
        },
      ]);
    });

    test('whatever the total says, and without what only comments on the search', async () => {
      const comment = { search: { mode: 'outcome' }, resource: { resourceType: 'OperationOutcome' } };
      server.answering = json(searchset([], { total: 999, entry: [{ resource: patient('a') }, comment] }));
      const { pages } = await pull();
      expect(pages).toMatchObject([{ resources: [{ peerId: 'a' }], unreadable: [] }]);
    });

    test('by the links where the partner does not sort', async () => {
      const at = (id: string, hour: number) => patient(id, { meta: { lastUpdated: `2026-01-01T0${hour}:00:00Z` } });
      const pages: Readonly<Record<string, Answering>> = {
        first: json(searchset([at('c', 3), at('a', 1)], next('Patient?page=2'))),
        second: json(searchset([at('b', 2)])),
      };
      server.answering = (...http) => pages[http[1].url?.includes('page=2') ? 'second' : 'first']?.(...http);
      const { pages: given, cursor } = await pull();
      expect(given.flatMap((page) => page.resources.map(({ peerId }) => peerId))).toEqual(['c', 'a', 'b']);
      expect(cursor).toEqual({ Patient: '2026-01-01T03:00:00Z', 'Patient newest': 'c' });
      expect(server.asked).toHaveLength(2);
    });

    test('past a type the partner does not know, and gives notice', async () => {
      const notices: Notice[] = [];
      server.answering = (...http) =>
        (http[1].url?.includes('/Goal') ? json({ resourceType: 'OperationOutcome' }, 404) : json(searchset([])))(
          ...http,
        );
      const { cursor } = await pull(
        { types: ['Goal', 'Patient'], onNotice: (notice) => notices.push(notice) },
        { Goal: 'kept' },
      );
      expect(notices).toEqual([{ code: 'type-skipped', type: 'Goal', status: 404 }]);
      expect(cursor).toEqual({ Goal: 'kept' });
    });
  });

  test('a partner that knows no type at all is a wrong address', async () => {
    expect(await failureOf(pull())).toMatchObject({ code: 'partner-refused', found: '404' });
  });

  test('decimals keep their precision', async () => {
    const entry = '{"resourceType":"Patient","id":"x","extension":[{"url":"urn:x","valueDecimal":1.50}]}';
    server.answering = raw(JSON.stringify(searchset([patient('a'), 'HERE'])).replace('"HERE"', entry));
    const { pages } = await pull();
    expect(pages.flatMap((page) => page.unreadable)).toEqual([]);
    expect(pages.flatMap((page) => page.resources.map(({ peerId }) => peerId))).toEqual(['a', 'x']);
    expect(JSON.stringify(pages)).toContain('"valueDecimal":1.50}');
  });
});
