import { readFile } from 'node:fs/promises';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Bundle, BundleEntry, CarePlan, OperationOutcome, Resource } from '@medplum/fhirtypes';
import request from 'supertest';
import { createWiredApp } from './harness.ts';

/** Transactions, conditional writes and deletions on the real gate. */
const FNR = 'urn:oid:2.16.578.1.12.4.1.4.1';
/** Synthetic (month + 80). */
const NUMBER = '14836830068';
const PERSON = 'urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a';

let wired: Awaited<ReturnType<typeof createWiredApp>>;
beforeEach(async () => {
  wired = await createWiredApp();
});

async function send(
  method: 'get' | 'post' | 'put' | 'patch' | 'delete',
  path: string,
  body?: object,
  headers: Record<string, string> = {},
) {
  const call = request(wired.app)[method](`/fhir/${path}`).set('content-type', 'application/fhir+json').set(headers);
  const response = await (body === undefined ? call : call.send(JSON.stringify(body)));
  return {
    status: response.status,
    headers: response.headers,
    json: response.text ? JSON.parse(response.text) : undefined,
  };
}

const transact = (...entry: object[]) => send('post', '', { resourceType: 'Bundle', type: 'transaction', entry });
const posted = (resource: object, fullUrl?: string, more: object = {}) => ({
  ...(fullUrl ? { fullUrl } : {}),
  request: { method: 'POST', url: (resource as Resource).resourceType, ...more },
  resource,
});
const entriesOf = (json: Bundle): readonly BundleEntry[] => json.entry ?? [];
const total = async (query: string): Promise<number> => (await send('get', query)).json.total;

const patient = { resourceType: 'Patient', identifier: [{ system: FNR, value: NUMBER }] };
const goal = (text: string, subject = PERSON) => ({
  resourceType: 'Goal',
  lifecycleStatus: 'proposed',
  description: { text },
  subject: { reference: subject },
});
const team = {
  resourceType: 'CareTeam',
  status: 'active',
  subject: { reference: PERSON },
  participant: [{ member: { reference: 'urn:uuid:0d7c0b3a-2f43-4c5e-9a63-0f6c0c0ce8a1' } }],
};
const unit = {
  resourceType: 'Organization',
  name: 'Fjordvik hjemmetjeneste',
  identifier: [{ system: 'urn:oid:2.16.578.1.12.4.1.4.101', value: '310601047' }],
};

describe('a transaction', () => {
  test('brings in a person with her record and the directory that it leads to, in one commit', async () => {
    const { status, json } = await transact(
      posted(goal('Gå tur')),
      posted(team),
      posted(unit, 'urn:uuid:0d7c0b3a-2f43-4c5e-9a63-0f6c0c0ce8a1'),
      posted(patient, PERSON),
    );
    expect([status, entriesOf(json).map(({ response }) => response?.status)]).toEqual([200, Array(4).fill('201')]);
    const id = entriesOf(json)[3]?.resource?.id;
    expect(entriesOf(json)[0]?.resource).toMatchObject({ subject: { reference: `Patient/${id}` } });
    expect(await total(`Goal?patient=${id}`)).toBe(1);
    const trace = (await send('get', `AuditEvent?patient=${id}`)).json as Bundle;
    const codes = entriesOf(trace).map(
      ({ resource }) => (resource as { subtype?: { code?: string }[] }).subtype?.[0]?.code,
    );
    expect(codes).toContain('transaction');
  });

  test('that breaks a rule in one entry does nothing, and says where', async () => {
    const { status, json } = await transact(
      posted(patient, PERSON),
      posted(goal('Gå tur')),
      posted({ ...goal('Lese'), lifecycleStatus: 'later' }),
    );
    expect(status).toBe(422);
    expect((json as OperationOutcome).issue[0]?.expression).toEqual(['Bundle.entry[2].resource.lifecycleStatus']);
    expect((await wired.store.changedSince(0)).persons).toEqual([]);
    expect(await total('Patient')).toBe(0);
  });

  test('that breaks the law in what all of it makes does nothing', async () => {
    const example = await readFile('profiles/package/example/CarePlan-ingrid-plan.json', 'utf8');
    const plan = { ...(JSON.parse(example) as CarePlan), subject: { reference: PERSON } };
    const { status, json } = await transact(posted(patient, PERSON), posted(plan), posted(plan));
    expect(status).toBe(422);
    const rules = (json as OperationOutcome).issue.map(({ details }) => details?.coding?.[0]?.code);
    expect(rules).toEqual(expect.arrayContaining(['one-active-plan', 'plan-made-consent']));
    // Where it was sent: under what id it would have stood was told to nobody.
    const places = (json as OperationOutcome).issue.flatMap(({ expression }) => expression ?? []);
    for (const place of places) expect(place).toMatch(/^Bundle\.entry\[\d\]\.resource(?:\.[a-z]|$)/u);
    expect(await total('Patient')).toBe(0);
  });

  test('and what comes alone is told where it breaks the law by the name of its element', async () => {
    const example = await readFile('profiles/package/example/CarePlan-ingrid-plan.json', 'utf8');
    const person = (await send('post', 'Patient', patient)).json.id;
    const plan = { ...(JSON.parse(example) as CarePlan), subject: { reference: `Patient/${person}` } };
    const { status, json } = await send('post', 'CarePlan', plan);
    expect(status).toBe(422);
    const issue = (json as OperationOutcome).issue.find(
      ({ details }) => details?.coding?.[0]?.code === 'plan-made-consent',
    );
    expect(issue?.expression).toEqual(['CarePlan.status']);
  });

  test('of two at once with the same criteria one makes and the other meets', async () => {
    const person = (await send('post', 'Patient', patient)).json.id;
    const once = { ...goal('Gå tur', `Patient/${person}`), identifier: [{ system: 'urn:x', value: '1' }] };
    const entry = posted(once, undefined, { ifNoneExist: 'identifier=urn:x|1' });
    const answers = await Promise.all([
      transact(entry),
      transact(entry),
      send('post', 'Goal', once, { 'if-none-exist': 'identifier=urn:x|1' }),
    ]);
    const statuses = answers.map(({ status, json }) => (json.entry ? json.entry[0].response.status : String(status)));
    expect(statuses.sort()).toEqual(['200', '200', '201']);
    expect(await total(`Goal?patient=${person}`)).toBe(1);
  });
});

describe('on what criteria lead to', () => {
  let person: string;
  beforeEach(async () => {
    person = (await send('post', 'Patient', patient)).json.id;
  });
  const named = (text: string, value: string) => ({
    ...goal(text, `Patient/${person}`),
    identifier: [{ system: 'urn:x', value }],
  });

  test('an update makes what is not there, changes what is, and refuses where there are several', async () => {
    const made = await send('put', 'Goal?identifier=urn:x|1', named('Gå tur', '1'));
    expect(made.status).toBe(201);
    const changed = await send('put', 'Goal?identifier=urn:x|1', named('Gå lenger', '1'));
    expect([changed.status, changed.json.id, changed.json.meta.versionId]).toEqual([200, made.json.id, '2']);
    const other = await send('put', 'Goal?identifier=urn:x|1', { ...named('Gå lenger', '1'), id: 'other' });
    expect(other.status).toBe(400);
    await send('post', 'Goal', named('Enda et', '1'));
    expect((await send('put', 'Goal?identifier=urn:x|1', named('Hvilken?', '1'))).status).toBe(412);
    expect((await send('put', 'Goal', named('Alle?', '1'))).status).toBe(400);
  });

  test('an update that meets nothing makes it under its own id, where that may be made and is not there', async () => {
    const id = '0d7c0b3a-2f43-4c5e-9a63-0f6c0c0ce8a1';
    const made = await send('put', 'Goal?identifier=urn:x|1', { ...named('Gå tur', '1'), id });
    expect([made.status, made.json.id, made.json.meta.versionId]).toEqual([201, id, '1']);
    const taken = await send('put', 'Goal?identifier=urn:x|2', { ...named('Noe annet', '2'), id });
    expect(taken.status).toBe(400);
    expect((await send('put', 'Goal?identifier=urn:x|2', { ...named('Gå', '2'), id: 'no-uuid' })).status).toBe(400);
    const other = 'ad7c0b3a-2f43-4c5e-9a63-0f6c0c0ce8a2';
    const resource = { ...named('I en transaksjon', '3'), id: other };
    const entry = { fullUrl: PERSON, request: { method: 'PUT', url: 'Goal?identifier=urn:x|3' }, resource };
    const measure = { resourceType: 'ServiceRequest', status: 'draft', intent: 'plan', code: { text: 'Svømming' } };
    const subject = { reference: `Patient/${person}` };
    const leads = posted({ ...measure, subject, supportingInfo: [{ reference: PERSON }] });
    const { json } = await transact(entry, leads);
    expect(json.entry?.[0].resource.id).toBe(other);
    expect(json.entry?.[1].resource.supportingInfo).toEqual([{ reference: `Goal/${other}` }]);
  });

  test('a patch of nothing is 404, and of several 412', async () => {
    const patch = () =>
      send('patch', 'Goal?identifier=urn:x|1', [{ op: 'replace', path: '/description/text', value: 'Gå lenger' }], {
        'content-type': 'application/json-patch+json',
      });
    expect((await patch()).status).toBe(404);
    await send('post', 'Goal', named('Gå tur', '1'));
    expect((await patch()).json).toMatchObject({ description: { text: 'Gå lenger' } });
    await send('post', 'Goal', named('Enda et', '1'));
    expect((await patch()).status).toBe(412);
  });

  test('what is there is neither changed nor given where If-None-Match says that it must not be', async () => {
    const isNew = { 'if-none-match': '*' };
    const { id } = (await send('post', 'Goal', named('Gå tur', '1'))).json;
    const answers = [
      await send('put', `Goal/${id}`, { ...named('Noe annet', '1'), id }, isNew),
      await send('put', 'Goal?identifier=urn:x|1', named('Noe annet', '1'), isNew),
      await send('put', `Goal/${id}`, { ...named('Noe annet', '1'), id }, { 'if-none-match': 'W/"7", W/"1"' }),
      await send('post', 'Goal', named('Noe annet', '1'), { ...isNew, 'if-none-exist': 'identifier=urn:x|1' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([412, 412, 412, 412]);
    expect((await send('get', `Goal/${id}`)).json).toMatchObject({ description: { text: 'Gå tur' } });
    expect((await send('put', 'Goal?identifier=urn:x|2', named('Ny', '2'), isNew)).status).toBe(201);
    const listed = { 'if-match': 'W/"7", W/"1"' };
    expect((await send('put', `Goal/${id}`, { ...named('Gå lenger', '1'), id }, listed)).status).toBe(200);
    expect((await send('put', `Goal/${id}`, { ...named('Gå', '1'), id }, listed)).status).toBe(412);
  });

  test('a deletion of a draft is 204 and then 410, of nothing 204, of several 412', async () => {
    const { id } = (await send('post', 'Goal', named('Gå tur', '1'))).json;
    expect((await send('delete', 'Goal?identifier=urn:x|1')).status).toBe(204);
    expect((await send('get', `Goal/${id}`)).status).toBe(410);
    expect((await send('get', `Goal/${id}/_history/1`)).status).toBe(200);
    expect((await send('delete', `Goal/${id}`)).status).toBe(204);
    expect((await send('delete', 'Goal/none')).status).toBe(204);
    expect((await send('delete', 'Goal?identifier=urn:x|1')).status).toBe(204);
    for (const text of ['A', 'B']) await send('post', 'Goal', named(text, '2'));
    expect((await send('delete', 'Goal?identifier=urn:x|2')).status).toBe(412);
    expect(await total(`Goal?patient=${person}`)).toBe(2);
  });

  test('a deletion of what stands in the record is 202, and leads to the Task that a person decides', async () => {
    const { id } = (await send('post', 'Goal', { ...named('Gå tur', '1'), lifecycleStatus: 'active' })).json;
    const { status, headers, json } = await send('delete', `Goal/${id}`, undefined, { 'if-match': 'W/"1"' });
    expect([status, json.resourceType]).toEqual([202, 'OperationOutcome']);
    const task = String(headers['content-location']).split('/fhir/')[1] ?? '';
    expect((await send('get', task)).json).toMatchObject({ resourceType: 'Task', focus: { reference: `Goal/${id}` } });
    expect((await send('get', `Goal/${id}`)).json.lifecycleStatus).toBe('active');
    expect((await send('delete', `Goal/${id}`, undefined, { 'if-match': 'W/"7"' })).status).toBe(412);
  });
});
