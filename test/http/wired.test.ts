import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Resource } from '@medplum/fhirtypes';
import request from 'supertest';
import { PLAN } from '../fhir/harness.ts';
import { createWiredApp } from './harness.ts';

const FNR = 'urn:oid:2.16.578.1.12.4.1.4.1';
/** Synthetic (month + 80). */
const NUMBER = '14836830068';

let wired: Awaited<ReturnType<typeof createWiredApp>>;
let patient: string;

beforeEach(async () => {
  wired = await createWiredApp();
  const created = await post({ resourceType: 'Patient', identifier: [{ system: FNR, value: NUMBER }] });
  patient = created.json.id;
});

async function post(resource: object) {
  const { resourceType } = resource as Resource;
  const response = await request(wired.app)
    .post(`/fhir/${resourceType}`)
    .set('content-type', 'application/fhir+json')
    .send(JSON.stringify(resource));
  return { status: response.status, headers: response.headers, json: JSON.parse(response.text) };
}

async function get(path: string) {
  const response = await request(wired.app).get(`/fhir/${path}`);
  return { status: response.status, json: JSON.parse(response.text) };
}

const plan = () => ({ ...PLAN, status: 'draft', subject: { reference: `Patient/${patient}` } });

describe('on the real gate', () => {
  test('a part of a known person is created, found by the person, and both are traced', async () => {
    const { status, json } = await post(plan());
    expect(status).toBe(201);
    expect((await get(`CarePlan?patient=${patient}`)).json).toMatchObject({
      total: 1,
      entry: [{ resource: { id: json.id } }],
    });
    const trace = await get(`AuditEvent?patient=${patient}`);
    expect(trace.json.total).toBeGreaterThan(0);
    expect((await get(`Provenance?target=CarePlan/${json.id}`)).json.total).toBe(1);
    expect(JSON.stringify(trace.json)).not.toContain(NUMBER);
  });

  test('an update that changes nothing still answers the resource', async () => {
    const { json, headers } = await post(plan());
    const response = await request(wired.app)
      .put(`/fhir/CarePlan/${json.id}`)
      .set('content-type', 'application/fhir+json')
      .set('if-match', headers['etag'] ?? '')
      .send(JSON.stringify(json));
    expect(response.status).toBe(200);
    expect(JSON.parse(response.text)).toMatchObject({ resourceType: 'CarePlan', id: json.id });
  });

  test('the same person twice is 409, and the answer does not repeat the number', async () => {
    const { status, json } = await post({ resourceType: 'Patient', identifier: [{ system: FNR, value: NUMBER }] });
    expect(status).toBe(409);
    expect(JSON.stringify(json)).not.toContain(NUMBER);
  });

  test('a part of nobody we know is refused and not kept', async () => {
    const { status } = await post({ ...plan(), subject: { reference: 'Patient/unknown' } });
    expect(status).toBe(422);
    expect((await get('CarePlan')).json.total).toBe(0);
  });

  const refusedShape = async (_name: string, resource: object): Promise<void> => {
    const { status, json } = await post(resource);
    expect([status, wired.faults]).toEqual([422, []]);
    expect(json.issue[0].details.coding[0].code).toBeDefined();
  };

  test.each([
    ['a plan without what FHIR requires', { resourceType: 'CarePlan' }],
    ['a category that is a text', { ...PLAN, category: 'x' }],
    ['a subject that is a text', { ...PLAN, subject: 'Patient/x' }],
    ['meta that is a text', { ...PLAN, meta: 'x' }],
    ['participants that are a text', { resourceType: 'Appointment', status: 'booked', participant: 'x' }],
    ['participants that are null', { resourceType: 'Appointment', status: 'booked', participant: [null] }],
    ['identifiers that are null', { resourceType: 'Patient', identifier: [null] }],
    ['text of another shape', { ...PLAN, text: ['x'], contained: [null], extension: {} }],
    ['a category that is null', { ...PLAN, category: [null] }],
    ['codings that are a text', { ...PLAN, category: [{ coding: 'x' }] }],
    ['a consent of another shape', { resourceType: 'Consent', category: [{ coding: [null] }] }],
  ])('%s is 422 with findings', refusedShape);

  test('a record keeps its trace of what was refused', async () => {
    await post({ resourceType: 'CarePlan' });
    await get('CarePlan/unknown');
    const { json } = await get('AuditEvent');
    const refusals = json.entry.filter((entry: { resource: { outcome: string } }) => entry.resource.outcome === '4');
    expect(refusals.map((entry: { resource: { outcomeDesc: string } }) => entry.resource.outcomeDesc)).toEqual([
      'invalid',
      'not-found',
    ]);
  });
});
