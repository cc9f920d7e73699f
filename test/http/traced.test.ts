import { beforeEach, describe, expect, test } from '@jest/globals';
import type { AuditEvent, Bundle, Parameters, Resource } from '@medplum/fhirtypes';
import request from 'supertest';
import { createValidator } from '../../src/validation/validation.ts';
import { createWiredApp } from './harness.ts';

const FNR = 'urn:oid:2.16.578.1.12.4.1.4.1';
/** Synthetic (month + 80). */
const [FIRST, SECOND] = ['14836830068', '13854199963'];

const validator = createValidator({ packages: ['profiles/package', 'test/audit/balp'] });
const BALP = 'https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit';

let wired: Awaited<ReturnType<typeof createWiredApp>>;
let patients: readonly string[];
let goal: string;
let known: ReadonlySet<string>;

beforeEach(async () => {
  wired = await createWiredApp();
  patients = [await create(patientWith(FIRST)), await create(patientWith(SECOND))];
  goal = await create(goalOf(patients[0]));
  known = new Set((await events()).map(({ id }) => id ?? ''));
});

const patientWith = (value: string) => ({ resourceType: 'Patient', identifier: [{ system: FNR, value }] });
const goalOf = (patient: string | undefined) => ({
  resourceType: 'Goal',
  lifecycleStatus: 'active',
  description: { text: 'Gå til butikken' },
  subject: { reference: `Patient/${patient}` },
});

async function send(method: 'get' | 'post' | 'put', path: string, body?: object, headers: Record<string, string> = {}) {
  const sent = request(wired.app)[method](`/fhir/${path}`).set(headers);
  const response = await (body ? sent.set('content-type', 'application/fhir+json').send(JSON.stringify(body)) : sent);
  return { status: response.status, json: JSON.parse(response.text || '{}') as { readonly id: string } };
}

async function create(resource: object): Promise<string> {
  return (await send('post', (resource as Resource).resourceType, resource)).json.id;
}

/** The access log, past the endpoint: reading it there would be in it too. */
async function events(): Promise<readonly AuditEvent[]> {
  const { resources } = await wired.store.search({ type: 'AuditEvent', filters: [], count: 500 });
  return resources.map(({ resource }) => resource as AuditEvent);
}

async function fresh(): Promise<readonly AuditEvent[]> {
  return (await events()).filter(({ id }) => !known.has(id ?? ''));
}

const codeOf = ({ subtype }: AuditEvent) => subtype?.map(({ code }) => code).join(' ');
const patientOf = ({ entity }: AuditEvent) => entity?.find(({ role }) => role?.code === '1')?.what?.reference;

describe('every request leaves its entry, of her whom it was about', () => {
  const parameters = (name: string, value: object) => ({
    resourceType: 'Parameters',
    parameter: [{ name, ...value }],
  });
  const CASES: readonly [string, () => Promise<{ readonly status: number }>, string, string][] = [
    ['read', () => send('get', `Goal/${goal}`), 'read', 'PatientRead'],
    ['vread', () => send('get', `Goal/${goal}/_history/1`), 'vread', 'PatientRead'],
    ['history', () => send('get', `Goal/${goal}/_history`), 'history-instance', ''],
    ['search', () => send('get', `Goal?patient=${patients[0]}`), 'search-type', 'PatientQuery'],
    ['create', () => send('post', 'Goal', goalOf(patients[0])), 'create', 'PatientCreate'],
    [
      'update',
      () => send('put', `Goal/${goal}`, { ...goalOf(patients[0]), id: goal }, { 'if-match': 'W/"1"' }),
      'update',
      'PatientUpdate',
    ],
    ['$validate', () => send('get', `Goal/${goal}/$validate`), 'operation validate', ''],
    [
      '$undo',
      () => send('post', `Goal/${goal}/$undo`, parameters('version', { valuePositiveInt: 1 })),
      'operation undo',
      '',
    ],
  ];

  test.each(CASES)('%s', async (_name, ask, code, profile) => {
    expect((await ask()).status).toBeLessThan(300);
    const found = await fresh();
    expect(found.map(codeOf)).toEqual([code]);
    const [event] = found as [AuditEvent];
    expect(patientOf(event)).toBe(`Patient/${patients[0]}`);
    expect(JSON.stringify(event)).toContain(`Goal/`);
    expect(event.entity?.some(({ type }) => type?.code === 'XrequestId')).toBe(true);
    const faults = validator.validate(event, { profiles: profile ? [`${BALP}.${profile}`] : [] });
    expect(faults.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(JSON.stringify(event)).not.toContain('butikken');
  });

  test('a search that shows two persons is in the log of each, and tells neither of the other', async () => {
    await send('get', 'Patient');
    const found = await fresh();
    expect(found.map(codeOf)).toEqual(['search-type', 'search-type']);
    expect(new Set(found.map(patientOf))).toEqual(new Set(patients.map((id) => `Patient/${id}`)));
    for (const event of found) {
      const named = patients.filter((id) => JSON.stringify(event).includes(id));
      expect(named).toHaveLength(1);
    }
  });

  test('a search that finds nothing, and the passes and checks that read nothing of anybody', async () => {
    await send('get', 'Goal?_id=none');
    await send('post', 'Goal/$validate', goalOf(patients[0]));
    const found = await fresh();
    expect(found.map(codeOf)).toEqual(['search-type', 'operation validate']);
    expect(found.map(patientOf)).toEqual([undefined, undefined]);
  });

  test('a search by number: the name of the parameter is there, its value is not', async () => {
    await request(wired.app)
      .post('/fhir/Patient/_search')
      .type('form')
      .send({ identifier: `${FNR}|${FIRST}` });
    const [event] = await fresh();
    const query = event?.entity?.find((one) => one.query)?.query ?? '';
    expect(Buffer.from(query, 'base64').toString()).toBe('Patient?identifier=');
    expect(JSON.stringify(await events())).not.toContain(FIRST);
  });

  test('a conditional create that finds one shows it, and creates nothing', async () => {
    const identifier = [{ system: 'urn:ietf:rfc:3986', value: 'urn:uuid:0d7c0b3a-2f43-4c5e-9a63-0f6c0c0ce8a1' }];
    await send('post', 'Goal', { ...goalOf(patients[0]), identifier });
    const headers = { 'if-none-exist': `identifier=urn:ietf:rfc:3986|${identifier[0]?.value}` };
    expect((await send('post', 'Goal', { ...goalOf(patients[0]), identifier }, headers)).status).toBe(200);
    expect((await fresh()).map(codeOf)).toEqual(['create', 'search-type']);
  });

  test('who reads her access log is in it', async () => {
    await send('get', `AuditEvent?patient=${patients[0]}`);
    const found = await fresh();
    expect(found.map(codeOf)).toEqual(['search-type']);
    expect(patientOf(found[0] as AuditEvent)).toBe(`Patient/${patients[0]}`);
  });
});

describe('every refusal leaves its entry', () => {
  const CASES: readonly [string, () => Promise<{ readonly status: number }>, string, string][] = [
    ['a stale update', () => put('W/"7"'), 'update', 'stale-version'],
    ['an update of what is no version', () => put('7'), 'update', 'bad-parameter'],
    ['an invalid create', () => send('post', 'Goal', { resourceType: 'Goal' }), 'create', 'invalid'],
    ['an unknown id', () => send('get', 'Goal/none'), 'read', 'not-found'],
    ['an unknown parameter', () => send('get', 'Goal?name=x'), 'search-type', 'unknown-parameter'],
    ['a number in an address', () => send('get', `Patient?identifier=${FIRST}`), 'operation GET', 'identity-in-url'],
    [
      'an undo of what never was',
      () =>
        send('post', `Goal/${goal}/$undo`, {
          resourceType: 'Parameters',
          parameter: [{ name: 'version', valuePositiveInt: 9 }],
        }),
      'operation undo',
      'not-found',
    ],
  ];
  const put = (version?: string) =>
    send('put', `Goal/${goal}`, { ...goalOf(patients[0]), id: goal }, version ? { 'if-match': version } : {});

  test.each(CASES)('%s', async (_name, ask, code, reason) => {
    expect((await ask()).status).toBeGreaterThanOrEqual(400);
    const found = await fresh();
    expect(found.map((event) => [codeOf(event), event.outcome, event.outcomeDesc])).toEqual([[code, '4', reason]]);
    const isKnown = code === 'update' || code === 'operation undo';
    expect(patientOf(found[0] as AuditEvent)).toBe(isKnown ? `Patient/${patients[0]}` : undefined);
    expect(JSON.stringify(found)).not.toContain(FIRST);
  });
});

describe('what is told out of the access log', () => {
  test('$disclosures says who read, in the language that is asked for, and is in the log itself', async () => {
    await send('get', `Goal/${goal}`);
    const { status, json } = await send('get', `Patient/${patients[0]}/$disclosures`, undefined, {
      'accept-language': 'nn',
    });
    expect(status).toBe(200);
    const told = (json as unknown as Parameters).parameter ?? [];
    expect(told[0]).toMatchObject({ name: 'disclosure' });
    expect(told[0]?.part).toContainEqual({ name: 'text', valueString: 'Samplan Fjordvik las mål.' });
    expect(validator.validate(json).filter(({ severity }) => severity === 'error')).toEqual([]);
    const [, event] = await fresh();
    expect([codeOf(event as AuditEvent), patientOf(event as AuditEvent)]).toEqual([
      'operation disclosures',
      `Patient/${patients[0]}`,
    ]);
  });

  test('$evidence is a document about one person, and is in the log itself', async () => {
    const { status, json } = await send('get', `Patient/${patients[0]}/$evidence`);
    expect([status, json]).toMatchObject([200, { resourceType: 'Bundle', type: 'document' }]);
    expect(JSON.stringify(json)).not.toContain(patients[1]);
    expect((await fresh()).map(codeOf)).toEqual(['operation evidence']);
  });

  test('of a person whom nobody knows is 404', async () => {
    expect((await send('get', 'Patient/none/$disclosures')).status).toBe(404);
    expect((await send('get', 'Patient/none/$evidence')).status).toBe(404);
  });

  test('AuditEvent is searched by person and date', async () => {
    const total = async (query: string) => (await send('get', `AuditEvent?${query}`)).json as unknown as Bundle;
    expect(await total(`patient=${patients[0]}&date=ge2020-01-01`)).toMatchObject({ type: 'searchset', total: 2 });
    expect((await total(`patient=${patients[0]}&date=lt2020-01-01`)).total).toBe(0);
    expect((await send('get', 'Goal?date=2020')).status).toBe(400);
  });
});

test('the access log is nobody’s to change', async () => {
  const [event] = await events();
  const address = `/fhir/AuditEvent/${event?.id}`;
  for (const method of ['put', 'delete', 'patch'] as const) {
    const response = await request(wired.app)[method](address).set('content-type', 'application/fhir+json').send('{}');
    expect([method, response.status]).toEqual([method, 405]);
  }
  expect((await request(wired.app).post('/fhir/AuditEvent').send('{}')).status).toBe(405);
});
