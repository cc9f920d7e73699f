import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Bundle, Goal, OperationOutcome, Resource } from '@medplum/fhirtypes';
import { Client } from 'fhir-kit-client';
import { goal, newcomer, patient, type Served, serve } from './served.ts';

/** fhir-kit-client as it comes. */
let served: Served;
let client: InstanceType<typeof Client>;
beforeEach(async () => {
  served = await serve();
  client = new Client({ baseUrl: served.base });
});
afterEach(() => served.close());

const create = async <R extends Resource>(body: R): Promise<R & { id: string }> =>
  (await client.create({ resourceType: body.resourceType, body: body as never })) as unknown as R & { id: string };
const entries = (bundle: unknown): readonly Resource[] =>
  ((bundle as Bundle).entry ?? []).flatMap(({ resource }) => resource ?? []);

test('reads the statement, creates, reads, reads a version, updates and patches', async () => {
  expect(await client.capabilityStatement()).toMatchObject({
    resourceType: 'CapabilityStatement',
    fhirVersion: '4.0.1',
  });
  const person = await create(patient());
  const made = await create(goal('Gå tur', `Patient/${person.id}`));
  expect(await client.read({ resourceType: 'Goal', id: made.id })).toEqual(made);
  const body = { ...made, description: { text: 'Gå lenger' } } as never;
  expect(await client.update({ resourceType: 'Goal', id: made.id, body })).toMatchObject({ meta: { versionId: '2' } });
  const jsonPatch = [{ op: 'replace', path: '/lifecycleStatus', value: 'completed' }] as const;
  expect(await client.patch({ resourceType: 'Goal', id: made.id, jsonPatch: [...jsonPatch] as never })).toMatchObject({
    lifecycleStatus: 'completed',
  });
  expect(await client.vread({ resourceType: 'Goal', id: made.id, version: '1' })).toEqual(made);
  expect(entries(await client.history({ resourceType: 'Goal', id: made.id }))).toHaveLength(3);
});

test('searches by GET and by POST, follows pages, and resolves references', async () => {
  const person = await create(patient());
  for (const text of ['A', 'B', 'C']) await create(goal(text, `Patient/${person.id}`));
  const first = (await client.search({
    resourceType: 'Goal',
    searchParams: { patient: person.id, _count: 2 },
  })) as unknown as Bundle;
  expect([first.total, entries(first).length]).toEqual([3, 2]);
  const next = await client.nextPage({ bundle: first as never });
  expect(entries(next)).toHaveLength(1);
  const byForm = await client.search({
    resourceType: 'Goal',
    searchParams: { patient: person.id },
    options: { postSearch: true } as never,
  });
  expect(byForm).toMatchObject({ total: 3 });
  const [one] = entries(first) as Goal[];
  expect(await client.resolve({ reference: one?.subject.reference ?? '' })).toMatchObject({ id: person.id });
});

test('sends a transaction and a batch, calls an operation, deletes a draft', async () => {
  const answer = (await client.transaction({ body: newcomer() as never })) as unknown as Bundle;
  const person = answer.entry?.[2]?.resource?.id ?? '';
  const everything = await client.operation({
    name: '$everything',
    resourceType: 'Patient',
    id: person,
    method: 'GET',
  });
  expect(entries(everything).map(({ resourceType }) => resourceType)).toEqual(['Patient', 'CareTeam', 'Goal']);
  const draft = await create({ ...goal('Utkast', `Patient/${person}`), lifecycleStatus: 'proposed' as const });
  await client.delete({ resourceType: 'Goal', id: draft.id });
  await expect(client.read({ resourceType: 'Goal', id: draft.id })).rejects.toMatchObject({
    response: { status: 410 },
  });
});

test('is told what is wrong as an outcome', async () => {
  const error = await client
    .create({ resourceType: 'Goal', body: { resourceType: 'Goal' } as never })
    .catch((thrown: { response: { status: number; data: OperationOutcome } }) => thrown.response);
  expect(error).toMatchObject({ status: 422, data: { resourceType: 'OperationOutcome' } });
});
