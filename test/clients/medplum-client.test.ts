import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { MedplumClient } from '@medplum/core';
import type { Bundle, Goal, Parameters } from '@medplum/fhirtypes';
import { FNR, goal, NUMBER, newcomer, patient, type Served, serve } from './served.ts';

/** MedplumClient as it comes: what it does with any FHIR server. */
let served: Served;
let client: MedplumClient;
beforeEach(async () => {
  served = await serve();
  client = new MedplumClient({
    baseUrl: served.base.replace('/fhir', '/'),
    fhirUrlPath: 'fhir',
    fetch,
    cacheTime: 0,
  });
});
afterEach(() => served.close());

test('creates, reads, reads a version, updates, patches and looks at history', async () => {
  const person = await client.createResource(patient());
  const made = await client.createResource(goal('Gå tur', `Patient/${person.id}`));
  expect(await client.readResource('Goal', made.id)).toEqual(made);
  const changed = await client.updateResource<Goal>({ ...made, description: { text: 'Gå lenger' } });
  expect(changed).toMatchObject({ id: made.id, description: { text: 'Gå lenger' }, meta: { versionId: '2' } });
  const patched = await client.patchResource('Goal', made.id, [
    { op: 'replace', path: '/lifecycleStatus', value: 'completed' },
  ]);
  expect(patched).toMatchObject({ lifecycleStatus: 'completed', meta: { versionId: '3' } });
  expect(await client.readVersion('Goal', made.id, '1')).toEqual(made);
  expect((await client.readHistory('Goal', made.id)).entry).toHaveLength(3);
});

test('searches, page by page, and creates only what is not there', async () => {
  const person = await client.createResource(patient());
  for (const text of ['A', 'B', 'C']) await client.createResource(goal(text, `Patient/${person.id}`));
  const met: string[] = [];
  for await (const page of client.searchResourcePages('Goal', { patient: person.id, _count: 2 })) {
    met.push(...page.map(({ description }) => description.text ?? ''));
  }
  expect(met.toSorted()).toEqual(['A', 'B', 'C']);
  const named = { ...goal('D', `Patient/${person.id}`), identifier: [{ system: 'urn:x', value: '1' }] };
  const once = await client.createResourceIfNoneExist(named, 'identifier=urn:x|1');
  expect((await client.createResourceIfNoneExist(named, 'identifier=urn:x|1')).id).toBe(once.id);
  expect((await client.upsertResource(named, 'identifier=urn:x|1')).id).toBe(once.id);
  expect(await client.search('Goal', { patient: person.id, _summary: 'count' })).toMatchObject({ total: 4 });
});

test('sends batches and transactions, deletes a draft, and gets everything of a person', async () => {
  const answer = await client.executeBatch(newcomer());
  expect((answer.entry ?? []).map(({ response }) => response?.status)).toEqual(['201', '201', '201']);
  const person = answer.entry?.[2]?.resource?.id ?? '';
  const everything = await client.readPatientEverything(person);
  expect((everything.entry ?? []).map(({ resource }) => resource?.resourceType)).toEqual([
    'Patient',
    'CareTeam',
    'Goal',
  ]);
  const draft = await client.createResource({ ...goal('Utkast', `Patient/${person}`), lifecycleStatus: 'proposed' });
  await client.deleteResource('Goal', draft.id);
  await expect(client.readResource('Goal', draft.id)).rejects.toMatchObject({
    outcome: { issue: [{ code: 'deleted' }] },
  });
  const batch: Bundle = {
    resourceType: 'Bundle',
    type: 'batch',
    entry: [{ request: { method: 'GET', url: `Patient/${person}` } }, { request: { method: 'GET', url: 'Goal/none' } }],
  };
  expect(((await client.executeBatch(batch)).entry ?? []).map(({ response }) => response?.status)).toEqual([
    '200',
    '404',
  ]);
});

test('calls operations, and is told what is wrong as an outcome', async () => {
  const outcome = await client.validateResource({ ...goal('x', 'Patient/1'), lifecycleStatus: 'later' } as never);
  expect(outcome.issue[0]).toMatchObject({ severity: 'error', expression: ['Goal.lifecycleStatus'] });
  await expect(client.createResource({ resourceType: 'Goal' } as Goal)).rejects.toMatchObject({
    outcome: { resourceType: 'OperationOutcome' },
  });
  const parameter = [{ name: 'identifier', valueIdentifier: { system: FNR, value: NUMBER } }];
  const status = await client.post<Parameters>(client.fhirUrl('Patient', '$status'), {
    resourceType: 'Parameters',
    parameter,
  });
  expect(status.parameter).toContainEqual({ name: 'changed', valueBoolean: false });
  expect(await client.get(client.fhirUrl('metadata'))).toMatchObject({ resourceType: 'CapabilityStatement' });
});
