import { beforeEach, describe, expect, test } from '@jest/globals';
import type { FhirResponse } from '../../src/fhir/request.ts';
import { codeIn, createHarness, type Harness, outcomeIn, PLAN } from './harness.ts';

let harness: Harness;
let id: string;

beforeEach(async () => {
  harness = await createHarness();
  id = String((await harness.send('POST', 'CarePlan', { body: { ...PLAN, title: 'Plan' } })).body?.id);
});

const patch = (operations: unknown, headers: Readonly<Record<string, string>> = { 'if-match': 'W/"1"' }) =>
  harness.send('PATCH', `CarePlan/${id}`, {
    body: operations,
    headers: { 'content-type': 'application/json-patch+json', ...headers },
  });

/** Refused, and the version that was there is there. */
async function expectRefused(response: FhirResponse, status: number, code: string): Promise<void> {
  expect([response.status, codeIn(response)]).toEqual([status, code]);
  expect((await harness.store.read('CarePlan', id))?.version).toBe(1);
}

test('makes the next version of what was read', async () => {
  const response = await patch([
    { op: 'test', path: '/status', value: PLAN.status },
    { op: 'add', path: '/note', value: [] },
    { op: 'add', path: '/note/-', value: { text: 'Ring først' } },
    { op: 'replace', path: '/title', value: 'Ny tittel' },
    { op: 'copy', from: '/title', path: '/description' },
    { op: 'remove', path: '/title' },
  ]);
  expect(response.status).toBe(200);
  expect(response.headers['etag']).toBe('W/"2"');
  const stored = await harness.store.read('CarePlan', id);
  expect(stored?.resource).toMatchObject({ id, note: [{ text: 'Ring først' }], description: 'Ny tittel' });
  expect(stored?.resource).not.toHaveProperty('title');
});

describe('changes nothing', () => {
  test('where the version is not the one that was read', async () => {
    await expectRefused(await patch([{ op: 'remove', path: '/title' }], { 'if-match': 'W/"9"' }), 412, 'stale-version');
  });

  test('in another format', async () => {
    const headers = { 'if-match': 'W/"1"', 'content-type': 'application/merge-patch+json' };
    await expectRefused(await patch([], headers), 415, 'unsupported-media-type');
  });

  test.each([
    ['a path that is not there', [{ op: 'remove', path: '/nothing' }]],
    ['a place beyond a list', [{ op: 'add', path: '/category/99', value: {} }]],
    ['a place in a text', [{ op: 'add', path: '/title/0', value: 'x' }]],
    ['the end of a text', [{ op: 'add', path: '/title/-', value: {} }]],
    ['what is moved out of a text', [{ op: 'move', from: '/title/0', path: '/description' }]],
    ['a test that does not hold', [{ op: 'test', path: '/status', value: 'revoked' }]],
    [
      'one that holds and one that does not',
      [
        { op: 'remove', path: '/title' },
        { op: 'remove', path: '/title' },
      ],
    ],
  ])('with %s, and says which operation', async (_name, operations) => {
    const response = await patch(operations);
    await expectRefused(response, 422, 'invalid');
    expect(outcomeIn(response).issue[0]?.diagnostics).toContain(`[${operations.length - 1}]`);
  });

  test.each([
    ['no list', { op: 'remove', path: '/title' }],
    ['nothing in the list', [null]],
    ['an unknown operation', [{ op: 'merge', path: '/title', value: 1 }]],
    ['an operation of the prototype', [{ op: 'constructor', path: '/title' }]],
    ['no value', [{ op: 'add', path: '/title' }]],
    ['no from', [{ op: 'move', path: '/title' }]],
    ['a path without a slash', [{ op: 'remove', path: 'title' }]],
    ['the whole', [{ op: 'replace', path: '', value: {} }]],
    ['a thousand and one', Array.from({ length: 1001 }, () => ({ op: 'test', path: '/status', value: 'draft' }))],
  ])('with %s', async (_name, operations) => {
    await expectRefused(await patch(operations), 400, 'malformed');
  });

  test('that would give it another id, or another type', async () => {
    await expectRefused(await patch([{ op: 'replace', path: '/id', value: 'x' }]), 400, 'id-mismatch');
    const other = await patch([{ op: 'replace', path: '/resourceType', value: 'Goal' }]);
    expect(other.status).toBeGreaterThanOrEqual(400);
    expect((await harness.store.read('CarePlan', id))?.version).toBe(1);
    expect(await harness.store.read('Goal', id)).toBeUndefined();
  });

  test.each(['/__proto__/polluted', '/constructor/prototype/polluted'])('by %s', async (path) => {
    await expectRefused(await patch([{ op: 'add', path, value: true }]), 400, 'malformed');
    await expectRefused(await patch([{ op: 'copy', from: path, path: '/title' }]), 400, 'malformed');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('where the gate refuses what it makes', async () => {
    await expectRefused(await patch([{ op: 'replace', path: '/title', value: 'refuse' }]), 422, 'cardinality-min');
  });
});

test('of an id that is not there is 405, as PUT', async () => {
  id = 'none';
  expect((await patch([], {})).status).toBe(405);
});
