import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Bundle, CarePlan, CareTeam, Resource } from '@medplum/fhirtypes';
import request from 'supertest';
import { createWiredApp } from './harness.ts';

let wired: Awaited<ReturnType<typeof createWiredApp>>;
let person: string;

const TEAM = [
  { coding: [{ system: 'http://samplan.no/fhir/CodeSystem/careteam-kind', code: 'individual-plan-team' }] },
];

async function send<R = Resource>(method: 'get' | 'post', path: string, body?: object) {
  const call = request(wired.app)[method](`/fhir/${path}`).set('content-type', 'application/fhir+json');
  const { status, text } = await (body === undefined ? call : call.send(JSON.stringify(body)));
  return { status, text, json: JSON.parse(text) as R };
}
const create = async (resource: object): Promise<string> =>
  (await send<Resource>('post', (resource as Resource).resourceType, resource)).json.id ?? '';

beforeEach(async () => {
  wired = await createWiredApp();
  person = await create({ resourceType: 'Patient', name: [{ text: 'Amina Haddad' }] });
});

describe('$apply', () => {
  test('answers a draft with its goals and measures, and stores nothing', async () => {
    const team = await create({
      resourceType: 'CareTeam',
      status: 'active',
      category: TEAM,
      subject: { reference: `Patient/${person}` },
      participant: [{ member: { reference: `Patient/${person}` } }],
    } satisfies CareTeam);
    const before = (await wired.store.record(person)).seq;
    const { status, json } = await send<CarePlan>(
      'get',
      `PlanDefinition/individual-plan-child/$apply?subject=Patient/${person}`,
    );
    expect([status, json.resourceType, json.status]).toEqual([200, 'CarePlan', 'draft']);
    expect(json.careTeam).toEqual([{ reference: `CareTeam/${team}` }]);
    expect(json.contained?.map(({ resourceType }) => resourceType)).toEqual([
      ...Array(4).fill('Goal'),
      ...Array(5).fill('ServiceRequest'),
    ]);
    expect((await wired.store.record(person)).seq).toBe(before);
  });

  test('answers a transaction that is taken as it stands, and the plan is whole then', async () => {
    const parameter = [
      { name: 'subject', valueString: `Patient/${person}` },
      { name: 'form', valueCode: 'transaction' },
    ];
    const draft = await send<Bundle>('post', 'PlanDefinition/individual-plan/$apply', {
      resourceType: 'Parameters',
      parameter,
    });
    expect([draft.status, draft.json.type]).toEqual([200, 'transaction']);
    const made = await send<Bundle>('post', '', draft.json);
    expect([made.status, made.text]).toEqual([200, made.text]);
    const { json } = await send<Bundle<CarePlan>>('get', `CarePlan?patient=${person}`);
    const plan = json.entry?.[0]?.resource;
    const listed = [...(plan?.goal ?? []), ...(plan?.activity ?? []).map(({ reference }) => reference)];
    expect(listed).toHaveLength(7);
    for (const one of listed) expect((await send('get', one?.reference ?? '')).status).toBe(200);
    const document = await send<Bundle>('get', `CarePlan/${plan?.id}/$plan-document`);
    expect(document.text).toContain('Det som er viktig for meg i hverdagen');
  });

  test('names who drafts it, and in which meeting', async () => {
    const kari = await create({ resourceType: 'Practitioner', name: [{ text: 'Kari Holte' }] });
    const encounter = await create({
      resourceType: 'Encounter',
      status: 'finished',
      class: { code: 'AMB' },
      subject: { reference: `Patient/${person}` },
    });
    const query = `subject=Patient/${person}&practitioner=Practitioner/${kari}&encounter=Encounter/${encounter}`;
    const { json } = await send<CarePlan>('get', `PlanDefinition/individual-plan/$apply?${query}`);
    expect(json).toMatchObject({
      author: { reference: `Practitioner/${kari}` },
      encounter: { reference: `Encounter/${encounter}` },
    });
  });

  test('is traced, by the person whom it is for', async () => {
    await send('get', `PlanDefinition/individual-plan/$apply?subject=Patient/${person}`);
    const { text } = await send('get', `AuditEvent?patient=${person}`);
    expect(text).toContain('"apply"');
  });

  test.each([
    ['individual-plan/$apply', 400],
    ['individual-plan/$apply?subject=Patient/none', 404],
    ['individual-plan/$apply?subject=Group/everyone', 400],
    ['individual-plan/$apply?subject=https://elsewhere.example/fhir/Patient/1', 400],
    ['individual-plan/$apply?subject=14836830068', 400],
    ['individual-plan/$apply?subject=:person&practitioner=Practitioner/none', 400],
    ['individual-plan/$apply?subject=:person&organization=Practitioner/none', 400],
    ['individual-plan/$apply?subject=:person&form=html', 400],
    ['individual-plan/$apply?subject=:person&userType=x', 400],
    ['individual-plan/$apply?subject=:person&setting=x', 400],
    ['none/$apply?subject=:person', 404],
  ])('%s is refused with %i', async (path, status) => {
    expect((await send('get', `PlanDefinition/${path.replace(':person', `Patient/${person}`)}`)).status).toBe(status);
  });

  test('is not applied in a meeting of another', async () => {
    const other = await create({ resourceType: 'Patient', name: [{ text: 'En annen' }] });
    const encounter = await create({
      resourceType: 'Encounter',
      status: 'finished',
      class: { code: 'AMB' },
      subject: { reference: `Patient/${other}` },
    });
    const query = `subject=Patient/${person}&encounter=Encounter/${encounter}`;
    expect((await send('get', `PlanDefinition/individual-plan/$apply?${query}`)).status).toBe(400);
  });
});
