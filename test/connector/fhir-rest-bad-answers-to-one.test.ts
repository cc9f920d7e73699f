import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createFhirRestConnector } from '../../src/connector/fhir-rest/create-fhir-rest-connector.ts';
import { PartnerUnreachable } from '../../src/connector/unreachable.ts';
import { type Answering, type AnsweringServer, startAnsweringServer } from './answering-server.ts';
import { everythingSaid, failureOf, goal, json, next, patient, SECRET, searchset } from './bad-answers.ts';

describe('fhir-rest reading and writing at a partner that answers badly', () => {
  let server: AnsweringServer;
  beforeEach(async () => {
    server = await startAnsweringServer();
  });
  afterEach(() => server.close());

  const connect = () => createFhirRestConnector({ url: server.url });
  const trusting = () => connect().knowing({ ifMatch: true });

  test.each<[string, Record<string, string>, number | undefined]>([
    ['seconds', { 'retry-after': '120' }, 120],
    [
      'a date, by the partner’s own clock',
      { date: 'Sun, 01 Mar 2026 10:00:00 GMT', 'retry-after': 'Sun, 01 Mar 2026 10:05:00 GMT' },
      300,
    ],
    ['nonsense', { 'retry-after': 'soon' }, undefined],
    ['nothing', {}, undefined],
  ])('an outage tells how long it lasts in %s', async (_name, headers, seconds) => {
    server.answering = json({}, 503, headers);
    const error = await failureOf(connect().read('Patient', 'a'));
    expect(error).toBeInstanceOf(PartnerUnreachable);
    expect(error).toMatchObject({ code: 'partner-unreachable', retryAfterSeconds: seconds });
  });

  test('a refusal gives the partner’s issue codes and nothing else of its words', async () => {
    const issue = [
      { code: 'invalid', diagnostics: SECRET },
      { code: 'required' },
      { code: `${SECRET} 1` },
      { code: 5 },
      null,
    ];
    server.answering = json({ resourceType: 'OperationOutcome', issue }, 422);
    const error = await failureOf(trusting().update(goal('a'), '1'));
    expect(error).toMatchObject({ code: 'partner-refused', where: 'PUT Goal', found: '422 invalid required' });
    expect(everythingSaid(error)).not.toContain(SECRET);
  });

  describe('reading', () => {
    test.each([
      ['another id', { ...patient('b') }],
      ['another type', goal('a')],
      ['no resource', {}],
    ])('an answer with %s is malformed', async (_name, body) => {
      server.answering = json(body);
      expect(await failureOf(connect().read('Patient', 'a'))).toMatchObject({ code: 'partner-malformed' });
    });

    test('what does not carry the identifier is not found by it', async () => {
      server.answering = json(searchset([patient('a', { identifier: [null, { system: 'urn:x', value: 2 }] })]));
      expect(await connect().findByIdentifier('Patient', { system: 'urn:x', value: '1' })).toEqual([]);
    });

    test.each([
      ['Practitioner/a', true],
      ['https://fjordvik.example/r4/Practitioner/a', true],
      ['Practitioner/a/_history/2', true],
      ['Practitioner/aa', false],
      ['OtherPractitioner/a', false],
      [17, false],
    ])('what refers to %s is found by its reference: %s', async (reference, isFound) => {
      server.answering = json(searchset([patient('p', { generalPractitioner: [{ reference }] })]));
      const found = await connect().findByReferences('Patient', { 'general-practitioner': 'Practitioner/a' });
      expect(found.length > 0).toBe(isFound);
    });

    test('what refers to one of two is not found by both', async () => {
      const one = { general: [{ reference: 'Practitioner/a' }] };
      server.answering = json(searchset([patient('p', one)]));
      const both = { 'general-practitioner': 'Practitioner/a', organization: 'Organization/b' };
      expect(await connect().findByReferences('Patient', both)).toEqual([]);
    });

    test('who has her identity number as id is asked about in no address', async () => {
      server.answering = json(searchset([patient('p', { link: [{ other: { reference: 'Patient/15876598765' } }] })]));
      const found = await connect().findByReferences('Patient', { link: 'Patient/15876598765' });
      expect(found).toHaveLength(1);
      expect(server.asked).toEqual(['POST /fhir/Patient/_search']);
    });

    test.each([404, 405, 501])(
      'an identity number is not put in an address when POST _search answers %d',
      async (status) => {
        server.answering = json({}, status);
        const search = connect().findByIdentifier('Patient', { system: 'urn:anything', value: '15876598765' });
        expect(await failureOf(search)).toMatchObject({ code: 'partner-refused', where: 'POST Patient by identifier' });
        expect(server.asked).toEqual(['POST /fhir/Patient/_search']);
      },
    );

    test('a next link with an identity number in it is not followed', async () => {
      server.answering = json(searchset([], next('Patient?identifier=urn:x%7C15876598765&page=2')));
      const error = await failureOf(connect().findByIdentifier('Patient', { system: 'urn:x', value: '15876598765' }));
      expect(error).toMatchObject({ code: 'partner-malformed' });
      expect(everythingSaid(error)).not.toContain('15876598765');
      expect(server.asked).toHaveLength(1);
    });
  });

  describe('writing', () => {
    const identifier = { system: 'urn:x', value: '1' };
    const mine = { ...goal('ours'), identifier: [identifier] };
    const theirs = { ...mine, id: 'theirs', meta: { versionId: '7' } };

    function answeringBy(answers: Readonly<Record<string, Answering>>): Answering {
      return (response, request) => (answers[`${request.method} ${request.url}`] ?? json({}, 404))(response, request);
    }

    test.each([
      ['nothing', ''],
      ['an OperationOutcome', JSON.stringify({ resourceType: 'OperationOutcome' })],
    ])('a create that answers %s is read back in the version it made', async (_name, body) => {
      server.answering = answeringBy({
        'POST /fhir/Goal': (response) =>
          void response.writeHead(201, { location: 'http://inner.example/r4/Goal/theirs/_history/7' }).end(body),
        'GET /fhir/Goal/theirs/_history/7': json(theirs),
        'GET /fhir/Goal/theirs': json({ ...theirs, meta: { versionId: '8' } }),
      });
      expect(await connect().create(mine, identifier)).toEqual({ peerId: 'theirs', version: '7', resource: theirs });
    });

    test('an update that answers nothing is read back, plainly where the partner has no versions to read', async () => {
      server.answering = answeringBy({
        'PUT /fhir/Goal/theirs': (response) => void response.writeHead(200, { etag: 'W/"7"' }).end(),
        'GET /fhir/Goal/theirs': json(theirs),
      });
      const answer = await trusting().update({ ...mine, id: 'theirs' }, '6');
      expect(answer).toEqual({ held: { peerId: 'theirs', version: '7', resource: theirs } });
      expect(server.asked).toEqual([
        'PUT /fhir/Goal/theirs',
        'GET /fhir/Goal/theirs/_history/7',
        'GET /fhir/Goal/theirs',
      ]);
    });

    test.each<[string, Answering]>([
      ['neither resource nor Location', (response) => void response.writeHead(201).end()],
      ['a stranger’s resource as the one that is there', json({ ...goal('stranger'), meta: { versionId: '1' } })],
    ])('a create that answers %s is malformed', async (_name, answering) => {
      server.answering = answering;
      expect(await failureOf(connect().create(mine, identifier))).toMatchObject({ code: 'partner-malformed' });
    });

    test('an update that answers another id is malformed', async () => {
      server.answering = json(goal('another'));
      expect(await failureOf(trusting().update(goal('a'), '1'))).toMatchObject({ code: 'partner-malformed' });
    });

    test.each([409, 412, 404, 410])('an update answered %d is stale', async (status) => {
      server.answering = json({ resourceType: 'OperationOutcome' }, status);
      expect(await trusting().update(goal('a'), '1')).toEqual({ stale: true });
    });

    test('a partner without versions is held to the content it had', async () => {
      let held = goal('a');
      server.answering = (response, request) => {
        if (request.method === 'PUT') held = { ...goal('a'), description: { text: 'changed' } };
        json(held)(response, request);
      };
      const before = await connect().read('Goal', 'a');
      if (!('found' in before)) throw new Error('It is not there');
      expect(before.found.version).toMatch(/^sha256-[0-9a-f]{64}$/);
      expect(await connect().update(held, before.found.version)).toMatchObject({
        held: { resource: { description: { text: 'changed' } } },
      });
      expect(await connect().update(held, before.found.version)).toEqual({ stale: true });
    });

    test('the order of keys makes no version', async () => {
      server.answering = json({ resourceType: 'Goal', id: 'a', lifecycleStatus: 'active' });
      const one = await connect().read('Goal', 'a');
      server.answering = json({ lifecycleStatus: 'active', id: 'a', resourceType: 'Goal' });
      expect(await connect().read('Goal', 'a')).toEqual(one);
    });
  });
});
