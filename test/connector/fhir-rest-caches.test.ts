import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Resource } from '@medplum/fhirtypes';
import { createFhirRestConnector } from '../../src/connector/fhir-rest/create-fhir-rest-connector.ts';
import { type AnsweringServer, startAnsweringServer } from './answering-server.ts';
import { goal, json, searchset } from './bad-answers.ts';

const ORIGIN = { system: 'urn:ietf:rfc:3986', value: 'urn:uuid:1f0c8a52-6f1e-4f0e-9d59-0f7a43a1c001' };

/** HAPI's JPA server answers a search that it answered within the last minute with what it found then. */
let server: AnsweringServer;
let held: Resource[];
beforeEach(async () => {
  server = await startAnsweringServer();
  held = [];
  const answered = new Map<string, Resource[]>();
  server.answering = (response, request) => {
    const search = request.url ?? '';
    const found = request.headers['cache-control'] === 'no-cache' ? undefined : answered.get(search);
    const entries = found ?? held.filter(({ resourceType }) => search.includes(`/${resourceType}`));
    answered.set(search, entries);
    json(searchset(entries))(response, request);
  };
});
afterEach(() => server.close());

test('a search is not answered with what was found a minute ago', async () => {
  const connector = createFhirRestConnector({ url: server.url });
  expect(await connector.findByIdentifier('Goal', ORIGIN)).toEqual([]);
  held = [{ ...goal('a'), identifier: [ORIGIN] }];
  expect(await connector.findByIdentifier('Goal', ORIGIN)).toHaveLength(1);
});

test('a pull is not answered with what was found a minute ago', async () => {
  const connector = createFhirRestConnector({ url: server.url, types: ['Goal'] });
  expect((await connector.changes({}).next()).done).toBe(true);
  held = [goal('a')];
  expect(await connector.changes({}).next()).toMatchObject({ value: { resources: [{ peerId: 'a' }] } });
});
