import { beforeEach, expect, test } from '@jest/globals';
import type { CarePlan } from '@medplum/fhirtypes';
import { bundleIn, createHarness, type Harness, PLAN } from './harness.ts';

const NAME = (id: string) => ({ system: 'urn:ietf:rfc:3986', value: `urn:uuid:${id}` });
const OWN = { system: 'urn:local', value: '1' };

let harness: Harness;
let id: string;
beforeEach(async () => {
  harness = await createHarness();
  const { body } = await harness.send('POST', 'CarePlan', { body: { ...PLAN, identifier: [OWN] } });
  id = body?.id ?? '';
});

const stored = async (): Promise<unknown> =>
  ((await harness.store.read('CarePlan', id))?.resource as CarePlan | undefined)?.identifier;

test.each([
  ['read', () => `CarePlan/${id}`],
  ['version read', () => `CarePlan/${id}/_history/1`],
])('a part that is %s has its name beside its own identifiers', async (_how, address) => {
  expect((await harness.send('GET', address())).body).toMatchObject({ identifier: [OWN, NAME(id)] });
  expect(await stored()).toEqual([OWN]);
});

test.each([
  ['searched for', () => `CarePlan?_id=${id}`],
  ['in a history', () => `CarePlan/${id}/_history`],
])('so it has %s', async (_how, address) => {
  const [entry] = bundleIn(await harness.send('GET', address())).entry ?? [];
  expect(entry?.resource).toMatchObject({ identifier: [OWN, NAME(id)] });
});

test('sent back as it was read, nothing of it is stored', async () => {
  const { body } = await harness.send('GET', `CarePlan/${id}`);
  const answer = await harness.send('PUT', `CarePlan/${id}`, { body, headers: { 'if-match': 'W/"1"' } });
  expect(answer).toMatchObject({ status: 200, body: { identifier: [OWN, NAME(id)] } });
  expect(await stored()).toEqual([OWN]);
});

test('the names of others stay', async () => {
  const others = NAME('8a7f3c1e-6c55-4a55-9a53-6d1d7f6f2c01');
  const body = { ...PLAN, id, identifier: [others] };
  await harness.send('PUT', `CarePlan/${id}`, { body, headers: { 'if-match': 'W/"1"' } });
  expect(await stored()).toEqual([others]);
});

test('the directory and traces have none', async () => {
  await harness.put({ resourceType: 'Organization', id: '8a7f3c1e-6c55-4a55-9a53-6d1d7f6f2c01', name: 'Fjordvik' });
  const { body } = await harness.send('GET', 'Organization/8a7f3c1e-6c55-4a55-9a53-6d1d7f6f2c01');
  expect(body).not.toHaveProperty('identifier');
});
