import { beforeEach, describe, expect, test } from '@jest/globals';
import type { AuditEvent, Bundle, OperationOutcome, Parameters, Resource, Subscription } from '@medplum/fhirtypes';
import { type Caller, onOwnMachine } from '../../src/access/caller.ts';
import { grantsOf } from '../../src/access/scopes.ts';
import type { Party } from '../../src/consent/party.ts';
import { subscriptionsOf } from '../../src/exchange/subscriptions.ts';
import type { FhirApi } from '../../src/fhir/api.ts';
import type { FhirResponse, Parameter } from '../../src/fhir/request.ts';
import { writeXml } from '../../src/fhir/xml/write-xml.ts';
import { apiOf } from '../http/harness.ts';
import { accessToAllBut, FJORDVIK, goal, patient, plan, planMade, TRUST, team } from '../record/fixtures.ts';
import {
  CONTROLLER,
  openSubscribers,
  type Subscribers,
  subscription,
  unreachable,
} from '../subscription/subscribers.ts';

const BASE = 'https://samplan.example.no/fhir';
const SECRET = 'Bearer s3cret';

let stage: Subscribers;
let api: FhirApi;
let caller: Caller;

const callerOf = (party: Party, scope = 'system/*.cruds', more: Partial<Caller> = {}): Caller => ({
  ...party,
  may: { read: true, write: true },
  grants: grantsOf(scope, 'nhn:samplan'),
  purpose: 'COC',
  ...more,
});

beforeEach(async () => {
  stage = await openSubscribers();
  await stage.put([patient(), team(), plan(), goal(), goal('hidden'), planMade()]);
  await stage.put([accessToAllBut(TRUST, ['Goal/hidden'])]);
  await stage.enrol(TRUST);
  caller = callerOf(TRUST);
  ({ api } = apiOf(stage.context, { isProtected: true, callerOf: async () => caller }));
});

function send(
  method: string,
  address: string,
  body?: Resource | string | readonly object[],
  headers: Readonly<Record<string, string>> = {},
): Promise<FhirResponse> {
  const [path = '', query = ''] = address.split('?');
  const text = typeof body === 'string' ? body : JSON.stringify(body ?? {});
  return api.handle({
    method,
    base: BASE,
    path: path === '' ? [] : path.split('/'),
    query: [...new URLSearchParams(query)] as readonly Parameter[],
    headers: body === undefined ? headers : { 'content-type': 'application/fhir+json', ...headers },
    body: async () => (body === undefined ? new Uint8Array() : new TextEncoder().encode(text)),
  });
}

const mine = (more = {}) => subscription('record-changed', { header: [`Authorization: ${SECRET}`], ...more });
const create = async (resource: Resource = mine()): Promise<string> => {
  const { body } = await send('POST', 'Subscription', resource);
  return body?.id ?? 'refused';
};
const rulesIn = ({ body }: FhirResponse): readonly unknown[] =>
  (body as OperationOutcome).issue.map(({ details }) => details?.coding?.[0]?.code);
const entriesIn = ({ body }: FhirResponse): readonly (Resource | undefined)[] =>
  ((body as Bundle).entry ?? []).map(({ resource }) => resource);
const valueIn = (parameters: Resource | undefined, name: string): string | undefined => {
  const one = (parameters as Parameters).parameter?.find((parameter) => parameter.name === name);
  return one?.valueCode ?? one?.valueString;
};

describe('a subscription over REST', () => {
  test('is made, read, found and deleted by its organization', async () => {
    const made = await send('POST', 'Subscription', mine());
    const id = made.body?.id ?? '';
    expect(made.status).toBe(201);
    expect(made.headers).toMatchObject({ location: `${BASE}/Subscription/${id}/_history/1`, etag: 'W/"1"' });
    expect(made.body).toMatchObject({ resourceType: 'Subscription', status: 'requested', meta: { versionId: '1' } });
    const read = await send('GET', `Subscription/${id}`);
    expect([read.status, read.body]).toEqual([200, made.body]);
    for (const query of [
      '',
      `_id=${id}`,
      'status=requested,off',
      `topic=${mine().criteria}`,
      `url=${mine().channel.endpoint}`,
    ]) {
      expect([query, entriesIn(await send('GET', `Subscription?${query}`))]).toEqual([query, [made.body]]);
    }
    expect(entriesIn(await send('GET', 'Subscription?status=active'))).toEqual([]);
    expect((await send('GET', 'Subscription?reason=x')).status).toBe(400);
    expect((await send('DELETE', `Subscription/${id}`)).status).toBe(204);
    expect((await send('GET', `Subscription/${id}`)).status).toBe(404);
  });

  test('is searched as everything is, among those of its organization only', async () => {
    const reasons = ['En', 'To', 'Tre'];
    for (const reason of reasons) await create({ ...mine(), reason } as Resource);
    caller = callerOf(FJORDVIK);
    await create({ ...mine(), reason: 'Annens' } as Resource);
    caller = callerOf(TRUST);
    const found = (response: FhirResponse) => entriesIn(response).map((one) => (one as Subscription).reason);
    expect(found(await send('GET', 'Subscription?status:not=off')).toSorted()).toEqual(reasons);
    expect(found(await send('GET', 'Subscription?type=rest-hook&url:below=https://ehr.example.no'))).toHaveLength(3);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const posted = await send('POST', 'Subscription/_search', 'status=requested&_count=2', form);
    const [, next = ''] = /\/fhir\/(.*)/u.exec((posted.body as Bundle).link?.at(-1)?.url ?? '') ?? [];
    const more = await send('GET', decodeURIComponent(next));
    expect([...found(posted), ...found(more)].toSorted()).toEqual(reasons);
    expect((posted.body as Bundle).total).toBe(3);
    caller = callerOf(TRUST, 'system/Subscription.cud');
    expect((await send('GET', 'Subscription')).status).toBe(403);
    expect((await send('POST', 'Subscription/_search', 'status=requested', form)).status).toBe(403);
  });

  test('never gives its secret back: by no answer, no log and no notification', async () => {
    const answers = [await send('POST', 'Subscription', mine())];
    const id = answers[0]?.body?.id ?? '';
    answers.push(await send('PUT', `Subscription/${id}`, { ...mine(), id }));
    answers.push(
      await send('PATCH', `Subscription/${id}`, [{ op: 'replace', path: '/reason', value: 'x' }], JSON_PATCH),
    );
    for (const address of [
      'Subscription',
      `Subscription/${id}`,
      `Subscription/${id}/$status`,
      `Subscription/${id}/$events`,
    ])
      answers.push(await send('GET', address));
    await stage.turn();
    expect(JSON.stringify(answers)).not.toContain('s3cret');
    expect(JSON.stringify(stage.heard.map(({ text }) => text))).not.toContain('s3cret');
    const { resources } = await stage.store.search({ type: 'AuditEvent', filters: [], count: 100 });
    expect(JSON.stringify(resources)).not.toContain('s3cret');
    expect(stage.heard[0]?.call.authorization).toBe(SECRET);
  });

  test('that another organization made is not there', async () => {
    const id = await create();
    caller = callerOf(FJORDVIK);
    const tries = [
      ['GET', `Subscription/${id}`],
      ['PUT', `Subscription/${id}`, { ...mine(), id }],
      ['PATCH', `Subscription/${id}`, [{ op: 'replace', path: '/reason', value: 'x' }]],
      ['DELETE', `Subscription/${id}`],
      ['GET', `Subscription/${id}/$status`],
      ['GET', `Subscription/${id}/$events`],
    ] as const;
    for (const [method, address, body] of tries) {
      const headers = method === 'PATCH' ? JSON_PATCH : {};
      expect([method, address, (await send(method, address, body, headers)).status]).toEqual([method, address, 404]);
    }
    expect(entriesIn(await send('GET', 'Subscription'))).toEqual([]);
    expect(entriesIn(await send('GET', 'Subscription/$status'))).toEqual([]);
    expect((await stage.store.subscription(id))?.version).toBe(1);
  });

  test('is made by who may read every type by itself, and by nobody else', async () => {
    for (const [scope, more] of [
      ['system/Subscription.cruds', {}],
      ['system/Subscription.cruds system/*.r', {}],
      ['system/*.rs', {}],
      ['user/*.cruds', { person: { identifiers: [{ system: 's', value: 'v' }], isHealthPersonnel: true, level: 4 } }],
      ['patient/*.cruds', { patient: 'ingrid' }],
    ] as const) {
      caller = callerOf(TRUST, scope, more as Partial<Caller>);
      const { status } = await send('POST', 'Subscription', mine());
      expect([scope, status]).toEqual([scope, 403]);
    }
    caller = callerOf(TRUST, 'system/Subscription.c system/*.rs');
    expect((await send('POST', 'Subscription', mine())).status).toBe(201);
  });

  test('is refused with everything that Samplan cannot keep of it', async () => {
    const refusals: readonly (readonly [string, Resource])[] = [
      ['subscription-topic', { ...mine(), criteria: 'Goal?status=active' }],
      ['subscription-filter', mine({ persons: 'Goal?status=active' })],
      ['subscription-filter', mine({ persons: 'Patient?_id=14836830068' })],
      ['subscription-filter', mine({ persons: 'Patient?name=Nesbakk' })],
      ['subscription-channel', { ...mine(), channel: { ...mine().channel, type: 'email' } }],
      ['subscription-payload', mine({ content: 'everything' })],
      ['subscription-payload', mine({ payload: 'text/plain' })],
      ['subscription-payload', mine({ payload: 'application/fhir+json; fhirVersion=5.0' })],
      ['subscription-number', mine({ heartbeat: 1 })],
      ['subscription-number', mine({ maxCount: 1_000_000 })],
    ];
    for (const [rule, resource] of refusals) {
      const answer = await send('POST', 'Subscription', resource);
      expect([rule, answer.status, rulesIn(answer)]).toEqual([rule, 422, [rule]]);
      expect(JSON.stringify(answer.body)).not.toMatch(/14836830068|Nesbakk|s3cret/u);
    }
    const { channel: _channel, ...withoutChannel } = mine();
    expect((await send('POST', 'Subscription', withoutChannel as Resource)).status).toBe(422);
    expect(await stage.store.subscriptions()).toEqual([]);
  });

  test('goes to no host that the operator does not list, however it is written', async () => {
    for (const endpoint of [
      'https://evil.example.org/hook',
      'https://ehr.example.no.evil.example.org/hook',
      'https://ehr.example.no:8443/hook',
      'http://ehr.example.no/hook',
      'https://user:password@ehr.example.no/hook',
      'https://ehr.example.no@evil.example.org/hook',
      'https://ehr.example.no/hook#fragment',
      'https://ehr.example.no/hook?person=14836830068',
      'https://169.254.169.254/latest/meta-data',
      'http://127.0.0.1:8080/fhir',
      'http://[::1]/',
      'file:///etc/passwd',
      'gopher://ehr.example.no/',
      '//ehr.example.no/hook',
      'https://ehr.example.no\\@evil.example.org/',
      'https://ehr.example.no /hook',
      'https://еhr.example.no/hook',
    ]) {
      const answer = await send('POST', 'Subscription', mine({ endpoint }));
      expect([endpoint, answer.status]).toEqual([endpoint, 422]);
    }
    expect(await stage.store.subscriptions()).toEqual([]);
  });

  test('sends one Authorization header and no other', async () => {
    for (const header of [
      ['Host: evil.example.org'],
      ['Cookie: session=1'],
      ['Authorization: a', 'Authorization: b'],
      ['Authorization: a', 'Host: b'],
      ['Authorization: a\r\nHost: evil.example.org'],
      ['Authorization: a\nX: b'],
      ['Authorization:'],
      ['X-Forwarded-For: 127.0.0.1'],
      ['Transfer-Encoding: chunked'],
    ]) {
      const answer = await send('POST', 'Subscription', mine({ header }));
      expect([header, answer.status]).toEqual([header, 422]);
    }
  });

  test('keeps its secret through a PATCH, but not for another address', async () => {
    const id = await create();
    const header = async () => (await stage.store.subscription(id))?.resource.channel.header;
    await send('PATCH', `Subscription/${id}`, [{ op: 'replace', path: '/reason', value: 'x' }], JSON_PATCH);
    expect(await header()).toEqual([`Authorization: ${SECRET}`]);
    const elsewhere = [{ op: 'replace', path: '/channel/endpoint', value: 'https://ehr.example.no/other' }];
    expect((await send('PATCH', `Subscription/${id}`, elsewhere, JSON_PATCH)).status).toBe(200);
    expect(await header()).toBeUndefined();
  });

  test('that is told something at that moment is changed all the same: its version is what was seen', async () => {
    const id = await create();
    const subscriptions = subscriptionsOf(stage.context, { endpoints: ['https://ehr.example.no'] });
    let isFirst = true;
    const keep: typeof subscriptions.keep = async (by, given) => {
      const kept = await stage.store.subscription(id);
      if (isFirst && kept) {
        isFirst = false;
        await stage.store.commit({ subscription: { saved: { ...kept, revision: kept.revision + 1, looked: 7 } } });
      }
      return subscriptions.keep(by, given);
    };
    const access = { isProtected: true, callerOf: async () => caller };
    ({ api } = apiOf(stage.context, access, { subscriptions: { ...subscriptions, keep } }));
    const changed = await send('PUT', `Subscription/${id}`, { ...mine(), id, reason: 'x' }, { 'if-match': 'W/"1"' });
    expect([changed.status, changed.headers['etag'], isFirst]).toEqual([200, 'W/"2"', false]);
    expect(await stage.store.subscription(id)).toMatchObject({ looked: 7, resource: { reason: 'x' } });
  });

  test('is changed by who has seen it last, and greeted anew', async () => {
    const id = await create();
    await stage.turn();
    const stale = await send('PUT', `Subscription/${id}`, { ...mine(), id }, { 'if-match': 'W/"1"' });
    const { issue } = stale.body as OperationOutcome;
    expect([stale.status, issue[0]?.location]).toEqual([412, ['http.If-Match']]);
    const patch = [{ op: 'replace', path: '/reason', value: 'y' }];
    const any = await send('PATCH', `Subscription/${id}`, patch, { ...JSON_PATCH, 'if-match': '*' });
    expect(any.status).toBe(200);
    const changed = await send(
      'PUT',
      `Subscription/${id}`,
      { ...mine(), id, reason: 'x' },
      { 'if-match': String(any.headers['etag']) },
    );
    expect([changed.status, changed.body]).toMatchObject([200, { status: 'requested', meta: { versionId: '4' } }]);
    await stage.turn();
    expect(stage.heard.map(({ type }) => type)).toEqual(['handshake', 'handshake']);
    expect((await send('PUT', `Subscription/${id}`, { ...mine(), id: 'another' })).status).toBe(400);
  });

  test('comes as XML too, and in a batch, and in no transaction', async () => {
    const xml = await send('POST', 'Subscription', writeXml(mine()), { 'content-type': 'application/fhir+xml' });
    expect(xml.status).toBe(201);
    const bundle = (type: 'batch' | 'transaction'): Bundle => ({
      resourceType: 'Bundle',
      type,
      entry: [{ resource: mine(), request: { method: 'POST', url: 'Subscription' } }],
    });
    const batch = await send('POST', '', bundle('batch'));
    expect((batch.body as Bundle).entry?.[0]?.response?.status).toBe('201');
    expect((await send('POST', '', bundle('transaction'))).status).toBe(400);
    expect(await stage.store.subscriptions()).toHaveLength(2);
  });

  test('is traced when it is made, changed and deleted', async () => {
    const id = await create();
    await send('PUT', `Subscription/${id}`, { ...mine(), id });
    await send('DELETE', `Subscription/${id}`);
    const { resources } = await stage.store.search({ type: 'AuditEvent', filters: [], count: 100 });
    const about = resources
      .map(({ resource }) => resource as AuditEvent)
      .filter(({ entity = [] }) => entity.some(({ what }) => what?.reference === `Subscription/${id}`));
    expect(about.map(({ action }) => action)).toEqual(['C', 'U', 'D']);
  });

  test('is one of fifty at most', async () => {
    for (let count = 0; count < 50; count += 1) await create();
    expect((await send('POST', 'Subscription', mine())).status).toBe(409);
    caller = callerOf(FJORDVIK);
    expect((await send('POST', 'Subscription', mine())).status).toBe(201);
  });
});

const JSON_PATCH = { 'content-type': 'application/json-patch+json' };

describe('how subscriptions stand', () => {
  test('is told of one, of some and of all of one’s own', async () => {
    const [first, second] = [await create(), await create()];
    const statuses = async (address: string, body?: Resource) =>
      entriesIn(await send(body ? 'POST' : 'GET', address, body)).map(
        (one) => valueIn(one, 'subscription') ?? valueIn(one, 'status'),
      );
    expect(await statuses('Subscription/$status')).toHaveLength(2);
    expect(await statuses(`Subscription/$status?id=${first}`)).toEqual(['requested']);
    expect(await statuses('Subscription/$status?status=active')).toEqual([]);
    const body: Parameters = { resourceType: 'Parameters', parameter: [{ name: 'id', valueId: second }] };
    expect(await statuses('Subscription/$status', body)).toEqual(['requested']);
    const [one] = entriesIn(await send('GET', `Subscription/${first}/$status`));
    expect(one).toMatchObject({ resourceType: 'Parameters' });
    expect([valueIn(one, 'type'), valueIn(one, 'events-since-subscription-start')]).toEqual(['query-status', '0']);
  });

  test('says of a dead endpoint that it is one, and why', async () => {
    const id = await create();
    stage.fails = unreachable;
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await stage.turn();
      stage.later(3_600_000);
    }
    const [status] = entriesIn(await send('GET', `Subscription/${id}/$status`));
    expect([valueIn(status, 'status'), JSON.stringify(status)]).toEqual([
      'error',
      expect.stringContaining('no-response'),
    ]);
    const { body } = await send('GET', `Subscription/${id}`);
    expect((body as Subscription).error).toMatch(/^unreachable: /u);
  });
});

describe('events that are asked for', () => {
  const events = async (id: string, query = '') => {
    const { status, body } = await send('GET', `Subscription/${id}/$events${query}`);
    expect(status).toBe(200);
    const [first, ...content] = ((body as Bundle).entry ?? []).map(({ resource }) => resource);
    const told = ((first as Parameters).parameter ?? []).filter(({ name }) => name === 'notification-event');
    const parts = told.map(({ part = [] }) =>
      part.map((one) => one.valueString ?? one.valueReference?.reference ?? ''),
    );
    return { type: valueIn(first, 'type'), told: parts.map((one) => one.join(' ')), content };
  };

  test('are told by number, in the content that is asked for', async () => {
    const id = await create();
    await stage.turn();
    stage.fails = unreachable;
    for (const text of ['en', 'to', 'tre']) {
      await stage.put([goal('goal', { description: { text } })]);
      await stage.turn();
    }
    const all = await events(id);
    expect(all).toMatchObject({ type: 'query-event', content: [] });
    expect(all.told).toEqual([1, 2, 3].map((number) => `${number}  ${BASE}/Goal/goal ${BASE}/Patient/ingrid`));
    expect((await events(id, '?eventsSinceNumber=2&eventsUntilNumber=2')).told).toHaveLength(1);
    expect((await events(id, '?content=empty')).told).toEqual(['1 ', '2 ', '3 ']);
    expect((await events(id, '?content=full-resource')).content).toMatchObject([{ description: { text: 'tre' } }]);
    expect((await send('GET', `Subscription/${id}/$events?content=all`)).status).toBe(400);
    expect((await send('GET', `Subscription/${id}/$events?eventsSinceNumber=-1`)).status).toBe(400);
  });

  test('tell what may be told when they are read, and of the rest the number', async () => {
    const id = await create();
    await stage.turn();
    await stage.put([goal('goal', { description: { text: 'SECRET' } })]);
    await stage.turn();
    await stage.put([accessToAllBut(TRUST, ['Goal/hidden', 'Goal/goal'])]);
    const { told, content } = await events(id, '?content=full-resource&eventsUntilNumber=1');
    expect([told, content]).toEqual([['1'], []]);
  });

  test('are in the log of whom they are about', async () => {
    const id = await create();
    await stage.turn();
    await stage.put([goal('goal', { description: { text: 'Noe annet' } })]);
    await stage.turn();
    await events(id);
    const filters = [{ kind: 'reference', name: 'patient', values: ['Patient/ingrid'] }] as const;
    const { resources } = await stage.store.search({ type: 'AuditEvent', filters, count: 100 });
    const codes = resources.map(({ resource }) => (resource as AuditEvent).subtype?.map(({ code }) => code).join(' '));
    expect(codes).toEqual(['deliver-intent', 'deliver disclose', 'operation events']);
  });

  test('need the right to read every type', async () => {
    const id = await create();
    caller = callerOf(TRUST, 'system/Subscription.cruds');
    expect((await send('GET', `Subscription/${id}/$events`)).status).toBe(403);
    expect((await send('GET', `Subscription/${id}/$status`)).status).toBe(200);
  });
});

test('the controller on its own machine subscribes too', async () => {
  caller = onOwnMachine(CONTROLLER);
  expect((await send('POST', 'Subscription', mine())).status).toBe(201);
  await stage.turn();
  await stage.put([goal('hidden', { description: { text: 'Noe annet' } })]);
  await stage.turn();
  expect(stage.news()).toMatchObject([{ number: '1', focus: 'Goal/hidden' }]);
});
