import { afterEach, describe, expect, test } from '@jest/globals';
import type { CapabilityStatementRestResource } from '@medplum/fhirtypes';
import { createFhirRestConnector } from '../../src/connector/fhir-rest/create-fhir-rest-connector.ts';
import { type AnsweringServer, startAnsweringServer } from './answering-server.ts';
import { json, raw } from './bad-answers.ts';

let server: AnsweringServer;
afterEach(() => server.close());

async function stated(body: unknown, status = 200): Promise<unknown> {
  server = await startAnsweringServer();
  server.answering = json(body, status);
  return createFhirRestConnector({ url: server.url, types: ['Goal', 'Task'] }).statement();
}

type Says = Partial<CapabilityStatementRestResource>;
const WHOLE: Says = {
  versioning: 'versioned-update',
  interaction: [{ code: 'read' }, { code: 'history-type' }],
  searchParam: [{ name: '_lastUpdated', type: 'date' }],
};

function statement(goals: Says, tasks: Says = goals, more: object = {}): unknown {
  const resource = [
    { type: 'Goal', ...goals },
    { type: 'Task', ...tasks },
    { type: 'Device', versioning: 'no-version' },
  ];
  return {
    resourceType: 'CapabilityStatement',
    rest: [
      { mode: 'client', resource: [] },
      { mode: 'server', resource },
    ],
    ...more,
  };
}

describe('what a partner says of itself', () => {
  test('is asked for once, under its base', async () => {
    await stated(statement(WHOLE));
    expect(server.asked).toEqual(['GET /fhir/metadata']);
  });

  test.each<[string, unknown, unknown]>([
    ['all of every type we exchange', statement(WHOLE), { lastUpdated: true, history: true, ifMatch: true }],
    [
      'history of one type only',
      statement(WHOLE, { ...WHOLE, interaction: [] }),
      { lastUpdated: true, history: false, ifMatch: true },
    ],
    [
      'nothing of _lastUpdated, which says nothing',
      statement({ ...WHOLE, searchParam: [] }),
      { history: true, ifMatch: true },
    ],
    [
      'versions without their check',
      statement({ ...WHOLE, versioning: 'versioned' }),
      { lastUpdated: true, history: true, ifMatch: false },
    ],
    [
      'nothing of versions, which says nothing',
      statement(WHOLE, { interaction: WHOLE.interaction ?? [] }),
      { history: true },
    ],
    [
      'no types that we exchange',
      { resourceType: 'CapabilityStatement', rest: [{ mode: 'server', resource: [{ type: 'Device' }] }] },
      {},
    ],
    ['no types at all', { resourceType: 'CapabilityStatement' }, {}],
    ['nonsense', { resourceType: 'CapabilityStatement', rest: [null, 17, { mode: 'server', resource: 'Goal' }] }, {}],
  ])('%s', async (_name, body, expected) => {
    expect(await stated(body)).toEqual({ stated: expected });
  });

  test('names its software', async () => {
    const software = { name: 'Journal', version: '7.1' };
    expect(await stated(statement(WHOLE, WHOLE, { software }))).toMatchObject({ software });
    await server.close();
    expect(await stated(statement(WHOLE, WHOLE, { software: { name: 17 } }))).not.toHaveProperty('software');
  });

  test.each([
    ['another resource', { resourceType: 'Patient' }, 200],
    ['not found', {}, 404],
    ['forbidden', {}, 401],
  ])('%s is no statement', async (_name, body, status) => {
    expect(await stated(body, status)).toBeUndefined();
  });

  test('HTML is malformed', async () => {
    server = await startAnsweringServer();
    server.answering = raw('<p>', 'text/html');
    const asked = createFhirRestConnector({ url: server.url }).statement();
    await expect(asked).rejects.toMatchObject({ code: 'partner-malformed', where: 'GET metadata' });
  });
});
