import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Bundle, Parameters, Resource } from '@medplum/fhirtypes';
import request from 'supertest';
import { createWiredApp } from './harness.ts';

const FNR = 'urn:oid:2.16.578.1.12.4.1.4.1';
/** Synthetic (month + 80). */
const NUMBER = '14836830068';

let wired: Awaited<ReturnType<typeof createWiredApp>>;
let person: string;

async function send(method: 'get' | 'post', path: string, body?: object) {
  const call = request(wired.app)[method](`/fhir/${path}`).set('content-type', 'application/fhir+json');
  const response = await (body === undefined ? call : call.send(JSON.stringify(body)));
  return { status: response.status, json: response.text ? JSON.parse(response.text) : undefined };
}
const post = async (resource: object): Promise<string> =>
  (await send('post', (resource as Resource).resourceType, resource)).json.id;
const goal = (text: string, of = person) => ({
  resourceType: 'Goal',
  lifecycleStatus: 'active',
  description: { text },
  subject: { reference: `Patient/${of}` },
});
const keys = (bundle: Bundle) =>
  (bundle.entry ?? []).map(({ resource }) => `${resource?.resourceType}/${resource?.id}`);

beforeEach(async () => {
  wired = await createWiredApp();
  person = await post({ resourceType: 'Patient', identifier: [{ system: FNR, value: NUMBER }] });
});

describe('the whole record', () => {
  test('is the Patient, every part, and the directory that they lead to; nobody else’s', async () => {
    const other = await post({ resourceType: 'Patient', name: [{ family: 'Annen' }] });
    const unit = await post({ resourceType: 'Organization', name: 'Hjemmetjenesten' });
    await post({ resourceType: 'Organization', name: 'En annen' });
    const own = await post({ ...goal('Gå tur'), expressedBy: { reference: `Patient/${person}` } });
    await post(goal('Lese', other));
    const team = await post({
      resourceType: 'CareTeam',
      status: 'active',
      subject: { reference: `Patient/${person}` },
      participant: [{ member: { reference: `Organization/${unit}` } }],
    });
    const expected = [`Patient/${person}`, `CareTeam/${team}`, `Goal/${own}`, `Organization/${unit}`];
    for (const operation of ['$everything', '$record']) {
      const { status, json } = await send('get', `Patient/${person}/${operation}`);
      expect([operation, status, keys(json)]).toEqual([operation, 200, expected]);
    }
    expect((await send('get', `Patient/${person}/$record`)).json.type).toBe('collection');
    expect((await send('get', `Patient/${person}/$everything`)).json).toMatchObject({ type: 'searchset' });
  });

  test.each(['$everything', '$record', '$status', '$disclosures', '$evidence'])(
    '%s is answered to POST as to GET, with Parameters, without, and without a body',
    async (operation) => {
      await post(goal('Gå tur'));
      const address = `Patient/${person}/${operation}`;
      const { status, json } = await send('get', address);
      expect(status).toBe(200);
      for (const body of [{ resourceType: 'Parameters' }, undefined]) {
        const posted = await send('post', address, body);
        expect([posted.status, posted.json.resourceType, posted.json.type]).toEqual([
          200,
          json.resourceType,
          json.type,
        ]);
      }
      const unknown = { resourceType: 'Parameters', parameter: [{ name: 'colour', valueString: 'blue' }] };
      expect(await send('post', address, unknown)).toMatchObject({ status: 400 });
      expect(await send('post', address, goal('Lese'))).toMatchObject({ status: 400 });
    },
  );

  test('is narrowed by Parameters as by the address', async () => {
    for (const text of ['A', 'B', 'C']) await post(goal(text));
    const parameter = [
      { name: '_type', valueString: 'Goal' },
      { name: '_count', valueInteger: 2 },
    ];
    const first = (await send('post', `Patient/${person}/$everything`, { resourceType: 'Parameters', parameter })).json;
    expect(first.entry).toHaveLength(2);
    const next = first.link.find(({ relation }: { relation: string }) => relation === 'next').url.split('/fhir/')[1];
    expect((await send('get', next)).json.entry).toHaveLength(1);
    const since = [{ name: 'since', valueInstant: '2096-01-01T00:00:00Z' }];
    const { json } = await send('post', `Patient/${person}/$status`, { resourceType: 'Parameters', parameter: since });
    expect(json.parameter).toContainEqual({ name: 'changed', valueBoolean: false });
    const odd = [{ name: 'since', valuePeriod: { start: '2026' } }];
    expect(
      await send('post', `Patient/${person}/$status`, { resourceType: 'Parameters', parameter: odd }),
    ).toMatchObject({ status: 400 });
  });

  test('comes in pages that hold while it changes', async () => {
    for (const text of ['A', 'B', 'C', 'D', 'E']) await post(goal(text));
    const all = keys((await send('get', `Patient/${person}/$everything`)).json);
    const met: string[] = [];
    let next: string | undefined = `Patient/${person}/$everything?_count=2`;
    while (next !== undefined) {
      const { json }: { json: Bundle } = await send('get', next);
      expect((json.entry ?? []).length).toBeLessThanOrEqual(2);
      met.push(...keys(json));
      if (met.length === 2) await post(goal('F'));
      next = json.link?.find(({ relation }) => relation === 'next')?.url?.split('/fhir/')[1];
    }
    expect(met).toEqual(expect.arrayContaining(all));
    expect(new Set(met).size).toBe(met.length);
  });

  test('is narrowed by type and by time', async () => {
    await post(goal('Gå tur'));
    const whole = `Patient/${person}/$everything`;
    expect(keys((await send('get', `${whole}?_type=Goal`)).json)).toHaveLength(1);
    expect(keys((await send('get', `${whole}?_type=Patient,Goal`)).json)).toHaveLength(2);
    expect(keys((await send('get', `${whole}?_since=2200-01-01`)).json)).toEqual([]);
    expect(keys((await send('get', `${whole}?_since=2020-01-01`)).json)).toHaveLength(2);
  });

  test.each([
    ['_type=Device', 400],
    ['_since=yesterday', 400],
    ['_count=0', 400],
    ['_page=p.0', 400],
    ['start=2026-01-01', 400],
  ])('with %s is refused', async (query, status) => {
    expect((await send('get', `Patient/${person}/$everything?${query}`)).status).toBe(status);
  });

  test('of whom nobody knows is 404, and every reading is traced', async () => {
    expect((await send('get', 'Patient/none/$everything')).status).toBe(404);
    expect((await send('get', 'Patient/none/$record')).status).toBe(404);
    await send('get', `Patient/${person}/$record`);
    const { json } = await send('get', `AuditEvent?patient=${person}`);
    expect(JSON.stringify(json)).toContain('"record"');
  });
});

describe('the status of a record', () => {
  const told = ({ json }: { json: Parameters }) =>
    Object.fromEntries(
      (json.parameter ?? []).map(({ name, valueBoolean, valueInstant }) => [name, valueBoolean ?? typeof valueInstant]),
    );
  const byNumber = (value: string, since?: string) =>
    send('post', 'Patient/$status', {
      resourceType: 'Parameters',
      parameter: [
        { name: 'identifier', valueIdentifier: { system: FNR, value } },
        ...(since ? [{ name: 'since', valueInstant: since }] : []),
      ],
    });

  test('says whether it changed, and nothing of its content', async () => {
    await post(goal('Gå tur'));
    const now = new Date(Date.now() + 1000).toISOString();
    for (const [answer, changed] of [
      [await send('get', `Patient/${person}/$status`), true],
      [await send('get', `Patient/${person}/$status?since=2026-01-01`), true],
      [await send('get', `Patient/${person}/$status?since=${now}`), false],
      [await byNumber(NUMBER), true],
      [await byNumber(NUMBER, now), false],
    ] as const) {
      expect(told(answer)).toEqual({ changed, lastChanged: 'string', activePlan: false, planPermitted: true });
      expect(JSON.stringify(answer.json)).not.toContain('Gå tur');
    }
  });

  test('of whom nobody knows by number is as of nobody', async () => {
    const { status, json } = await byNumber('13116900216');
    expect(status).toBe(200);
    expect(told({ json })).toEqual({ changed: false, activePlan: false, planPermitted: false });
    expect((await send('get', 'Patient/none/$status')).status).toBe(404);
  });

  test('is not asked for by a number in an address, nor without one', async () => {
    expect((await send('get', `Patient/${person}/$status?identifier=${NUMBER}`)).status).toBe(400);
    const empty = {
      resourceType: 'Parameters',
      parameter: [{ name: 'identifier', valueIdentifier: { value: NUMBER } }],
    };
    expect((await send('post', 'Patient/$status', empty)).status).toBe(400);
  });
});
