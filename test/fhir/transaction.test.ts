import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Bundle, BundleEntry, CarePlan, Goal } from '@medplum/fhirtypes';
import { BASE, codeIn, createHarness, type Harness, outcomeIn, PLAN } from './harness.ts';

/** Transactions (http.html § 3.1.0.11.2): all of it or nothing, in R4's order, references resolved. */
let harness: Harness;
beforeEach(async () => {
  harness = await createHarness();
});

const PERSON = 'urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a';
const GOAL: Goal = {
  resourceType: 'Goal',
  lifecycleStatus: 'active',
  description: { text: 'Gå tur' },
  subject: { reference: PERSON },
  // The validator of these tests misses a status everywhere.
  ...({ status: 'x' } as object),
};
const person = { resourceType: 'Patient', status: 'x' };

const send = (...entry: unknown[]) =>
  harness.send('POST', '', {
    body: { resourceType: 'Bundle', type: 'transaction', ...(entry.length === 0 ? {} : { entry }) },
  });

async function answers(...entry: unknown[]): Promise<readonly BundleEntry[]> {
  const response = await send(...entry);
  expect([response.status, (response.body as Bundle).type]).toEqual([200, 'transaction-response']);
  return (response.body as Bundle).entry ?? [];
}

async function expectRefused(status: number, code: string, where: string, ...entry: unknown[]): Promise<void> {
  const before = await harness.versions();
  const response = await send(...entry);
  expect([response.status, codeIn(response)]).toEqual([status, code]);
  expect(JSON.stringify(outcomeIn(response))).toContain(where);
  expect(await harness.versions()).toBe(before);
}

const subjectOf = (entry?: BundleEntry) => (entry?.resource as Goal | undefined)?.subject.reference;
const statuses = (entries: readonly BundleEntry[]) => entries.map(({ response }) => response?.status);
const put = (url: string, resource: object, more: object = {}) => ({
  request: { method: 'PUT', url, ...more },
  resource,
});
const post = (resource: { readonly resourceType: string }, fullUrl?: string, more: object = {}) => ({
  ...(fullUrl ? { fullUrl } : {}),
  request: { method: 'POST', url: resource.resourceType, ...more },
  resource,
});
const ask = (method: string, url: string, more: object = {}) => ({ request: { method, url, ...more } });

test('what leads to another entry leads to what that becomes, whatever their order', async () => {
  const entries = await answers(post(GOAL), post(person, PERSON));
  expect(statuses(entries)).toEqual(['201', '201']);
  const [goal, patient] = entries;
  expect(subjectOf(goal)).toBe(`Patient/${patient?.resource?.id}`);
  expect(goal?.response?.location).toBe(`${BASE}/Goal/${goal?.resource?.id}/_history/1`);
});

test('links of the types uri and url, and in narratives, lead to it, too; canonicals and texts stay', async () => {
  const div = (href: string) =>
    `<div xmlns="http://www.w3.org/1999/xhtml"><a href="${href}">a</a><img src='${href}' alt="a"/>${PERSON}</div>`;
  const extension = (url: string) => [
    { url: 'urn:a', valueUri: url },
    { url: 'urn:b', valueUrl: url },
    { url: 'urn:c', valueString: PERSON },
    { url: 'urn:d', valueCanonical: PERSON },
  ];
  const goal = (url: string) => ({
    text: { status: 'additional', div: div(url) },
    extension: extension(url),
    description: { text: PERSON, _text: { extension: extension(url) } },
  });
  const [patient, made] = await answers(post(person, PERSON), post({ ...GOAL, ...goal(PERSON) } as Goal));
  const place = `Patient/${patient?.resource?.id}`;
  expect(made?.resource).toMatchObject({
    ...goal(place),
    text: { status: 'additional', div: div(place).replace(`src='${place}'`, `src="${place}"`) },
  });
});

test('an absolute address of an entry, and one relative to it, are the entry’s too', async () => {
  const there = 'http://ehr.example.no/fhir';
  const [, absolute, relative] = await answers(
    post(person, `${there}/Patient/3`),
    post({ ...GOAL, subject: { reference: `${there}/Patient/3` } } as Goal, `${there}/Goal/1`),
    post({ ...GOAL, subject: { reference: 'Patient/3' } } as Goal, `${there}/Goal/2`),
  );
  const subjects = [absolute, relative].map((one) => subjectOf(one));
  expect(new Set(subjects).size).toBe(1);
  expect(subjects[0]).toMatch(/^Patient\/[0-9a-f-]{36}$/);
});

test('deletions come first, then creations, updates and reads; the answers stand where the entries did', async () => {
  await harness.put({ ...PLAN, id: 'c1' });
  await harness.put({ ...PLAN, id: 'c2' });
  const entries = await answers(
    ask('GET', 'CarePlan/c2'),
    put('CarePlan/c2', { ...PLAN, id: 'c2', title: 'Ny' }),
    post(PLAN),
    ask('DELETE', 'CarePlan/c1'),
    ask('GET', 'CarePlan/c1'),
  );
  expect(statuses(entries)).toEqual(['200', '200', '201', '204', '410']);
  expect(entries[0]?.resource).toMatchObject({ id: 'c2', title: 'Ny' });
  const order = (await harness.store.search({ type: 'CarePlan', filters: [], count: 9 })).resources;
  expect(order.map(({ resource }) => (resource as CarePlan).title)).toEqual([undefined, 'Ny']);
});

test('criteria are met by what was there before: nothing is made twice, and what is made is led to', async () => {
  const identifier = [{ system: 'urn:x', value: '1' }];
  await harness.put({ ...person, id: 'p1', identifier } as never);
  const criteria = { ifNoneExist: 'identifier=urn:x|1' };
  const [patient, goal, updated, made] = await answers(
    post({ ...person, identifier } as never, PERSON, criteria),
    post(GOAL),
    put('CarePlan?identifier=urn:x|2', { ...PLAN, identifier: [{ system: 'urn:x', value: '2' }] }, {}),
    post({ ...GOAL, subject: { reference: 'Patient?identifier=urn:x|1' } } as Goal),
  );
  expect([patient, goal, updated, made].map((one) => one?.response?.status)).toEqual(['200', '201', '201', '201']);
  for (const one of [goal, made]) expect(subjectOf(one)).toBe('Patient/p1');
});

test.each(['batch', 'transaction'])(
  'http.html § 3.1.0.11.3: an entry of a %s that updates says where, also who was met by criteria and without content',
  async (type) => {
    await harness.put({ ...PLAN, id: 'c1', identifier: [{ system: 'urn:x', value: '1' }] });
    const entry = [put('CarePlan?identifier=urn:x|1', { ...PLAN, title: 'Ny' }), ask('DELETE', 'CarePlan/none')];
    const headers = { prefer: 'return=minimal' };
    const response = await harness.send('POST', '', { body: { resourceType: 'Bundle', type, entry }, headers });
    expect((response.body as Bundle).entry).toEqual([
      { response: { status: '200', location: `${BASE}/CarePlan/c1/_history/2`, etag: 'W/"2"' } },
      { response: { status: '204' } },
    ]);
  },
);

test('a patch is part of it', async () => {
  await harness.put({ ...PLAN, id: 'c1', title: 'Gammel' });
  const data = Buffer.from(JSON.stringify([{ op: 'replace', path: '/title', value: 'Ny' }])).toString('base64');
  const resource = { resourceType: 'Binary', contentType: 'application/json-patch+json', data };
  const entries = await answers({ ...ask('PATCH', 'CarePlan/c1', { ifMatch: 'W/"1"' }), resource });
  expect(entries[0]).toMatchObject({ resource: { title: 'Ny' }, response: { status: '200', etag: 'W/"2"' } });
});

test('an empty one is answered with an empty one', async () => {
  expect((await send()).body).toEqual({ resourceType: 'Bundle', type: 'transaction-response' });
});

describe('nothing is done, and the entry is named', () => {
  beforeEach(() => harness.put({ ...PLAN, id: 'c1' }));

  test.each<[string, number, string, string, unknown]>([
    ['the gate refuses', 422, 'cardinality-min', 'CarePlan.status', post({ ...PLAN, title: 'refuse' } as never)],
    [
      'is stale',
      412,
      'stale-version',
      'Bundle.entry[1]',
      put('CarePlan/c1', { ...PLAN, id: 'c1' }, { ifMatch: 'W/"9"' }),
    ],
    ['leads to no entry', 400, 'bad-parameter', 'Bundle.entry[1]', post(GOAL)],
    [
      'leads to whom nobody matches',
      400,
      'bad-parameter',
      'Bundle.entry[1]',
      post({ ...GOAL, subject: { reference: 'Patient?identifier=urn:x|9' } } as Goal),
    ],
    [
      'leads to a person by her number',
      400,
      'identity-in-url',
      'Bundle.entry[1]',
      post({ ...GOAL, subject: { reference: 'Patient?identifier=14836830068' } } as Goal),
    ],
    [
      'is about a number in its address',
      400,
      'identity-in-url',
      'Bundle.entry[1]',
      ask('DELETE', 'Goal?identifier=14836830068'),
    ],
    ['is an operation', 400, 'bad-parameter', 'Bundle.entry[1]', ask('POST', 'CarePlan/c1/$undo')],
    ['is a form', 400, 'bad-parameter', 'Bundle.entry[1]', ask('POST', 'CarePlan/_search')],
    ['is of an unknown type', 404, 'unknown-type', 'Bundle.entry[1]', ask('GET', 'Device/1')],
    ['changes what is never deleted', 405, 'method-not-allowed', 'Bundle.entry[1]', ask('DELETE', 'Consent/c1')],
    [
      'has the wrong type',
      400,
      'malformed',
      'Bundle.entry[1]',
      { request: { method: 'POST', url: 'Goal' }, resource: PLAN },
    ],
  ])('where one %s', async (_name, status, code, where, entry) => {
    await expectRefused(status, code, where, post(PLAN), entry);
  });

  test('where an address is none, or two have the same fullUrl', async () => {
    await expectRefused(400, 'malformed', 'Bundle.entry[1]', post(PLAN), ask('GET', 'Goal/%E0%A4%A'));
    await expectRefused(400, 'bad-parameter', 'Bundle.entry[1].fullUrl', post(person, PERSON), post(PLAN, PERSON));
  });

  test('where two are about one resource', async () => {
    const change = put('CarePlan/c1', { ...PLAN, id: 'c1' });
    await expectRefused(400, 'bad-parameter', 'Bundle.entry[1]', change, ask('DELETE', 'CarePlan/c1'));
    const made = post(PLAN, undefined, { ifNoneExist: 'identifier=urn:x|1' });
    await expectRefused(400, 'bad-parameter', 'Bundle.entry[1]', made, made);
  });
});
