import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Bundle, CapabilityStatement, PlanDefinition, Resource, StructureDefinition } from '@medplum/fhirtypes';
import request from 'supertest';
import { DEFINITION_TYPES } from '../../src/fhir/definition-types.ts';
import { createWiredApp } from './harness.ts';

let wired: Awaited<ReturnType<typeof createWiredApp>>;
beforeAll(async () => {
  wired = await createWiredApp();
});

async function get<R = Resource>(path: string, accept = 'application/fhir+json') {
  const { status, text } = await request(wired.app).get(`/fhir/${path}`).set('accept', accept);
  return { status, text, json: (accept.includes('json') ? JSON.parse(text) : undefined) as R };
}

const inPackage = (type: string): readonly string[] =>
  readdirSync('profiles/package').filter((file) => file.startsWith(`${type}-`));

test('plan definitions are read and searched for', async () => {
  const one = await get<PlanDefinition>('PlanDefinition/individual-plan-child');
  expect([one.status, one.json.title]).toEqual([200, 'Individuell plan for barn med barnekoordinator']);
  const ids = async (query: string) => {
    const { status, json } = await get<Bundle>(`PlanDefinition${query}`);
    expect(status).toBe(200);
    expect(json.total).toBe(json.entry?.length ?? 0);
    return (json.entry ?? []).map(({ resource }) => resource?.id);
  };
  expect(await ids('')).toEqual(['individual-plan', 'individual-plan-child']);
  expect(await ids('?title=INDIVIDUELL PLAN FOR BARN')).toEqual(['individual-plan-child']);
  expect(await ids('?url=http://samplan.no/fhir/PlanDefinition/individual-plan')).toEqual(['individual-plan']);
  expect(await ids('?_id=individual-plan,none')).toEqual(['individual-plan']);
  expect(await ids('?status=draft&name=IndividualPlanForChild')).toEqual(['individual-plan-child']);
  expect(await ids('?status=retired')).toEqual([]);
});

test('they are searched as everything is: by form, with modifiers, in an order and in pages', async () => {
  const post = async (form: string) => {
    const call = request(wired.app).post('/fhir/PlanDefinition/_search').type('form').send(form);
    const { status, text } = await call;
    return { status, json: JSON.parse(text) as Bundle };
  };
  const idsIn = ({ entry = [] }: Bundle) => entry.map(({ resource }) => resource?.id);
  const [adult, child] = ['individual-plan', 'individual-plan-child'];
  expect(idsIn((await post('title:contains=barnekoordinator')).json)).toEqual([child]);
  for (const [query, ids] of [
    ['title:contains=barnekoordinator', [child]],
    ['name:exact=IndividualPlanForChild', [child]],
    ['status:not=retired', [adult, child]],
    ['_id:not=individual-plan', [child]],
    ['url:below=http://samplan.no/fhir', [adult, child]],
    ['topic:missing=true&_sort=-_id', [child, adult]],
    ['_sort=-_id', [child, adult]],
    ['_sort=_lastUpdated', [adult, child]],
    ['_lastUpdated=ge2026', []],
  ] as const) {
    const { json } = await get<Bundle>(`PlanDefinition?${query}`);
    expect([query, json.total, idsIn(json)]).toEqual([query, ids.length, ids]);
  }
  const seen: unknown[] = [];
  let next: string | undefined = 'PlanDefinition?_count=1&_total=none';
  while (next !== undefined) {
    const { json }: { json: Bundle } = await get<Bundle>(next);
    expect([json.total, json.entry?.length]).toEqual([undefined, 1]);
    seen.push(...idsIn(json));
    next = json.link?.find(({ relation }) => relation === 'next')?.url?.replace(/^.*\/fhir\//u, '');
  }
  expect(seen).toEqual([adult, child]);
  // Nobody is in there, and nobody was shown anything.
  expect((await get<Bundle>('AuditEvent')).json.total).toBe(0);
});

describe.each(DEFINITION_TYPES)('%s', (type) => {
  test('all of the package is found, and each is read as the package has it', async () => {
    const { json } = await get<Bundle>(type);
    expect(json.total).toBe(inPackage(type).length);
    expect(json.total).toBeGreaterThan(0);
    for (const file of inPackage(type)) {
      const definition = JSON.parse(readFileSync(`profiles/package/${file}`, 'utf8')) as Resource;
      expect((await get(`${type}/${definition.id}`)).json).toEqual(definition);
    }
  });

  test('can be had in XML, and as a summary', async () => {
    const [file = ''] = inPackage(type);
    const { id } = JSON.parse(readFileSync(`profiles/package/${file}`, 'utf8')) as Resource;
    const { status, text } = await get(`${type}/${id}`, 'application/fhir+xml');
    expect([status, text.includes(`<${type} `)]).toEqual([200, true]);
    const { json } = await get<Bundle>(`${type}?_summary=true`);
    for (const { resource } of json.entry ?? []) {
      expect(resource?.meta?.tag?.map(({ code }) => code)).toEqual(['SUBSETTED']);
    }
  });
});

test('what the CapabilityStatement names of ours can be read here', async () => {
  const { json } = await get<CapabilityStatement>('metadata');
  expect(json.software?.version).toBe(
    (JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version,
  );
  const [rest] = json.rest ?? [];
  const named = [
    ...(rest?.resource ?? []).flatMap(({ supportedProfile = [], operation = [] }) => [
      ...supportedProfile,
      ...operation.map(({ definition }) => definition),
    ]),
    ...(rest?.operation ?? []).map(({ definition }) => definition),
  ].filter((url) => url.startsWith('http://samplan.no/fhir/'));
  expect(named.length).toBeGreaterThan(20);
  for (const url of new Set(named)) {
    const { status, json: found } = await get<StructureDefinition>(url.replace('http://samplan.no/fhir/', ''));
    expect([url, status, found.url]).toEqual([url, 200, url]);
  }
});

test.each([
  ['get', 'PlanDefinition/none', 404],
  ['get', 'ImplementationGuide?_include=*&_revinclude=Provenance:target', 200],
  ['get', 'StructureDefinition?base=http://hl7.org/fhir/StructureDefinition/Goal&_include=*', 200],
  ['get', 'PlanDefinition?nonsense=x', 400],
  ['get', 'PlanDefinition?title:nonsense=x', 400],
  ['get', 'PlanDefinition?_page=p.nonsense', 400],
  ['get', 'PlanDefinition?_has:CarePlan:subject:status=active', 400],
  ['post', 'PlanDefinition', 405],
  ['put', 'StructureDefinition/ip-goal', 405],
  ['delete', 'ValueSet/life-area', 405],
  ['get', 'PlanDefinition/individual-plan/_history', 404],
  ['get', 'ConceptMap', 404],
] as const)('%s %s is answered with %i', async (method, path, status) => {
  const call = request(wired.app)[method](`/fhir/${path}`).set('content-type', 'application/fhir+json');
  expect((await (method === 'get' ? call : call.send('{}'))).status).toBe(status);
});
