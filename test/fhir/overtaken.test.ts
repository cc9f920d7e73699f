import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Bundle, CarePlan } from '@medplum/fhirtypes';
import { codeIn, createHarness, type Harness, outcomeIn, PLAN } from './harness.ts';

/** Somebody else's change comes between the look at a version and the commit (http.html § 3.1.0.5). */
let harness: Harness;
/** Changes that were tried. */
let tried: number;
beforeEach(async () => {
  harness = await createHarness();
  tried = 0;
  await harness.put({ ...PLAN, id: 'c1', title: 'Først' });
});

/** Before each of the first changes that is made, somebody else makes this of the plan. */
function overtaken(times: number, other: object = { title: 'Av en annen' }): void {
  const { admitChanges } = harness.gate;
  harness.gate.admitChanges = async (caller, changes) => {
    tried += 1;
    if (tried <= times) {
      const there = await harness.store.read('CarePlan', 'c1');
      if (!there) throw new Error('no plan');
      await harness.put({ ...(there.resource as CarePlan), ...other }, there.version + 1);
    }
    return admitChanges(caller, changes);
  };
}

const MINE = { ...PLAN, id: 'c1', title: 'Min' };
const PATCH = [{ op: 'replace', path: '/status', value: 'on-hold' }];
const JSON_PATCH = { 'content-type': 'application/json-patch+json' };
const stands = async () => (await harness.store.read('CarePlan', 'c1'))?.resource as CarePlan;
const refusals = () => harness.traces.filter(({ kind }) => kind === 'refusal');

describe('who names no version', () => {
  test.each([1, 4])('is not told of %i others who were faster: what it sends stands in the end', async (times) => {
    overtaken(times);
    const { status, headers } = await harness.send('PUT', 'CarePlan/c1', { body: MINE });
    expect([status, headers['etag'], tried]).toEqual([200, `W/"${times + 2}"`, times + 1]);
    expect(await stands()).toMatchObject({ title: 'Min' });
    expect(refusals()).toEqual([]);
  });

  test('patches what stands then, and loses nothing of it', async () => {
    overtaken(1);
    const { status } = await harness.send('PATCH', 'CarePlan/c1', { body: PATCH, headers: JSON_PATCH });
    expect(status).toBe(200);
    expect(await stands()).toMatchObject({ title: 'Av en annen', status: 'on-hold' });
  });

  test('is refused what does not hold of it', async () => {
    overtaken(1);
    const body = [{ op: 'test', path: '/title', value: 'Først' }, ...PATCH];
    const response = await harness.send('PATCH', 'CarePlan/c1', { body, headers: JSON_PATCH });
    expect([response.status, await stands()]).toMatchObject([422, { title: 'Av en annen', status: 'active' }]);
  });

  test('deletes what stands then', async () => {
    overtaken(1);
    expect((await harness.send('DELETE', 'CarePlan/c1')).status).toBe(204);
    expect(await harness.store.read('CarePlan', 'c1')).toMatchObject({ version: 3, deleted: true });
  });

  test('is asked for its criteria anew: what meets them no more is not what it changes', async () => {
    overtaken(1, { status: 'revoked' });
    const { status, body } = await harness.send('PUT', 'CarePlan?status=active', { body: { ...PLAN, title: 'Min' } });
    expect([status, body?.id === 'c1']).toEqual([201, false]);
    expect(await stands()).toMatchObject({ title: 'Først', status: 'revoked' });
  });

  test('whatever it is that is there (If-Match: *), the same', async () => {
    overtaken(1);
    const { status } = await harness.send('PUT', 'CarePlan/c1', { body: MINE, headers: { 'if-match': '*' } });
    expect(status).toBe(200);
  });

  test('is told 409, once and for all, where others are faster each time, and nothing of it stands', async () => {
    overtaken(Number.POSITIVE_INFINITY);
    const response = await harness.send('PUT', 'CarePlan/c1', { body: MINE });
    expect([response.status, codeIn(response), tried]).toEqual([409, 'stale-record', 5]);
    expect(outcomeIn(response).issue[0]?.location).toBeUndefined();
    expect(await stands()).toMatchObject({ title: 'Av en annen' });
    expect(refusals()).toMatchObject([{ code: 'stale-record', type: 'CarePlan', id: 'c1' }]);
  });

  test('sends its body once', async () => {
    overtaken(2);
    let reads = 0;
    const { status } = await harness.api.handle({
      ...{ method: 'PUT', base: 'http://localhost/fhir', path: ['CarePlan', 'c1'], query: [] },
      headers: { 'content-type': 'application/fhir+json' },
      body: async () => {
        reads += 1;
        return new TextEncoder().encode(JSON.stringify(MINE));
      },
    });
    expect([status, reads]).toEqual([200, 1]);
  });
});

describe('who names a version', () => {
  test.each([
    ['PUT', MINE, {}],
    ['PATCH', PATCH, JSON_PATCH],
    ['DELETE', undefined, {}],
  ] as const)('is told that there is another, which stands (%s)', async (method, body, more) => {
    overtaken(1);
    const headers = { ...more, 'if-match': 'W/"1"' };
    const response = await harness.send(method, 'CarePlan/c1', body === undefined ? { headers } : { body, headers });
    expect([response.status, codeIn(response), tried]).toEqual([412, 'stale-version', 1]);
    const [issue] = outcomeIn(response).issue;
    expect([issue?.location, issue?.diagnostics]).toEqual([['http.If-Match'], expect.stringContaining('W/"2"')]);
    expect(await stands()).toMatchObject({ title: 'Av en annen', status: 'active' });
    expect(refusals()).toMatchObject([{ code: 'stale-version' }]);
  });

  test('that must not be there (If-None-Match: *) is told that it is', async () => {
    const id = '5a1b1e94-3d4f-4a53-8a08-1d4a5b9f6c11';
    const { admitChanges } = harness.gate;
    harness.gate.admitChanges = async (caller, changes) => {
      tried += 1;
      if (tried === 1) await harness.put({ ...PLAN, id, title: 'Av en annen' });
      return admitChanges(caller, changes);
    };
    const headers = { 'if-none-match': '*' };
    const response = await harness.send('PUT', `CarePlan/${id}`, { body: { ...MINE, id }, headers });
    expect([response.status, codeIn(response)]).toEqual([412, 'stale-version']);
    expect((await harness.store.read('CarePlan', id))?.resource).toMatchObject({ title: 'Av en annen' });
  });
});

describe('a transaction', () => {
  const send = (...entry: object[]) =>
    harness.send('POST', '', { body: { resourceType: 'Bundle', type: 'transaction', entry } });
  const put = (more: object = {}) => ({ request: { method: 'PUT', url: 'CarePlan/c1', ...more }, resource: MINE });
  const made = { request: { method: 'POST', url: 'CarePlan' }, resource: { ...PLAN, title: 'Ny' } };

  test('is done as a whole on what stands then', async () => {
    overtaken(1);
    const { status, body } = await send(put(), made);
    const answers = ((body as Bundle).entry ?? []).map(({ response }) => response?.status);
    expect([status, answers, tried]).toEqual([200, ['200', '201'], 2]);
    expect(await stands()).toMatchObject({ title: 'Min' });
    expect(await harness.versions()).toBe(4);
    expect(refusals()).toEqual([]);
  });

  test('is refused as a whole where an entry names a version, and that is told there', async () => {
    overtaken(1);
    const response = await send(made, put({ ifMatch: 'W/"1"' }));
    expect([response.status, codeIn(response)]).toEqual([412, 'stale-version']);
    expect(JSON.stringify(outcomeIn(response))).toContain('Bundle.entry[1]');
    expect(await harness.versions()).toBe(2);
  });

  test('is 409 in the end, which is traced of what it was to change', async () => {
    overtaken(Number.POSITIVE_INFINITY);
    const response = await send(put(), made);
    expect([response.status, tried]).toEqual([409, 5]);
    expect(refusals()).toMatchObject([{ code: 'stale-record', type: 'CarePlan', id: 'c1' }]);
  });
});

test('of two updates at once that name no version both are made, one after the other', async () => {
  const answers = await Promise.all(
    ['a', 'b'].map((title) => harness.send('PUT', 'CarePlan/c1', { body: { ...MINE, title } })),
  );
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect((await harness.store.history('CarePlan', 'c1')).map(({ version }) => version)).toEqual([3, 2, 1]);
});
