import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Bundle, Goal, Resource } from '@medplum/fhirtypes';
import { goal, newcomer, patient, type Served, serve } from './served.ts';

/** What is used here of the client. Its own types bring the browser's along, for the whole program. */
interface FhirClient {
  create(resource: object): Promise<unknown>;
  update(resource: object): Promise<unknown>;
  patch(address: string, operations: readonly object[]): Promise<unknown>;
  delete(address: string): Promise<unknown>;
  fhirRequest(address: string, options?: object): Promise<unknown>;
  resources(address: string): AsyncGenerator<unknown>;
  pages(address: string): AsyncGenerator<unknown>;
}
const MODULE: string = 'fhirclient/lib/FhirClient.js';
const { default: exported } = (await import(MODULE)) as { default: { default: new (base: string) => FhirClient } };

/** fhirclient (SMART JS) as it comes, without a launch. */
let served: Served;
let client: FhirClient;
beforeEach(async () => {
  served = await serve();
  client = new exported.default(served.base);
});
afterEach(() => served.close());

const create = async <R extends Resource>(resource: R): Promise<R & { id: string }> =>
  (await client.create(resource)) as R & { id: string };

test('creates, reads, updates, patches and deletes', async () => {
  const person = await create(patient());
  const made = await create(goal('Gå tur', `Patient/${person.id}`));
  expect(await client.fhirRequest(`Goal/${made.id}`)).toEqual(made);
  const changed = { ...made, description: { text: 'Gå lenger' } };
  expect(await client.update(changed)).toMatchObject({ meta: { versionId: '2' } });
  const patch = [{ op: 'replace', path: '/lifecycleStatus', value: 'proposed' }] as const;
  expect(await client.patch(`Goal/${made.id}`, patch)).toMatchObject({ lifecycleStatus: 'proposed' });
  await client.delete(`Goal/${made.id}`);
  await expect(client.fhirRequest(`Goal/${made.id}`)).rejects.toThrow(/410|deleted/iu);
});

test('walks through pages and resources, and resolves references', async () => {
  const person = await create(patient());
  for (const text of ['A', 'B', 'C']) await create(goal(text, `Patient/${person.id}`));
  const met: string[] = [];
  for await (const resource of client.resources(`Goal?patient=${person.id}&_count=2`)) {
    met.push((resource as Goal).description.text ?? '');
  }
  expect(met.toSorted()).toEqual(['A', 'B', 'C']);
  let pages = 0;
  for await (const page of client.pages(`Goal?patient=${person.id}&_count=2`)) {
    expect((page as Bundle).total).toBe(3);
    pages += 1;
  }
  expect(pages).toBe(2);
});

test('sends a transaction, and is told what is wrong', async () => {
  const answer = (await client.fhirRequest('', {
    method: 'POST',
    body: JSON.stringify(newcomer()),
    headers: { 'content-type': 'application/fhir+json' },
  })) as Bundle;
  expect((answer.entry ?? []).map(({ response }) => response?.status)).toEqual(['201', '201', '201']);
  await expect(create({ resourceType: 'Goal' } as Goal)).rejects.toMatchObject({ status: 422 });
});
