import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CarePlan, Goal, Resource } from '@medplum/fhirtypes';
import { NATIONAL, URI_SYSTEM } from '../../src/record/systems.ts';
import { byNumber, putGoals } from './national-store/at-hand.ts';
import { NUMBERS, type OpenedStore, openNationalStore } from './national-store/opened.ts';
import { CHANGED_BY } from './national-store/plans.ts';
import { STORE_CODES, type StoreCode } from './national-store/refusals.ts';

let opened: OpenedStore;
beforeEach(async () => {
  opened = await openNationalStore();
});
afterEach(() => opened.close());

const ORIGIN = { system: URI_SYSTEM, value: 'urn:uuid:1f0c8a52-6f1e-4f0e-9d59-0f7a43a1c001' };
const goal = (id: string, text: string, more: Partial<Goal> = {}): Goal => ({
  resourceType: 'Goal',
  id,
  lifecycleStatus: 'active',
  description: { text },
  subject: { reference: 'Patient/ingrid' },
  ...more,
});
const givenBy = (pages: Awaited<ReturnType<OpenedStore['pull']>>['pages']): readonly string[] =>
  pages.flatMap(({ resources }) => resources.map(({ type, peerId }) => `${type}/${peerId}`));

describe('what the store is told with a request', () => {
  test('about a plan: who asks, on what basis, about whom, and which request it is', async () => {
    const { store, connector } = opened;
    await connector.create(goal('a', '1', { identifier: [ORIGIN] }), ORIGIN);
    const headers = store.arrived.at(-1)?.headers ?? {};
    expect(headers).toMatchObject({
      'nhn-source-system': 'Samplan',
      'nhn-access-basis': 'consent',
      'nhn-patient-nin': NUMBERS.ingrid,
      'nhn-event-id': expect.stringMatching(/^[0-9a-f-]{36}$/u),
    });
    expect(JSON.parse(decodeURIComponent(String(headers['nhn-user-role'])))).toEqual({
      system: 'urn:oid:2.16.578.1.12.4.1.1.9060',
      code: 'LE',
    });
  });

  test('of a status: nothing about whom, but in the body', async () => {
    await opened.pull();
    const [status] = opened.store.arrived;
    expect(status?.body).toBe(JSON.stringify({ nin: NUMBERS.ingrid }));
    expect(
      Object.keys(status?.headers ?? {})
        .filter((name) => name.startsWith('nhn-'))
        .sort(),
    ).toEqual(['nhn-event-id', 'nhn-source-system']);
  });

  test('each request has an id of its own', async () => {
    putGoals(opened.store, NUMBERS.ingrid, [goal('a', '1')]);
    await opened.pull();
    const ids = opened.store.arrived.map(({ headers }) => headers['nhn-event-id']);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(2);
  });

  test('a person stands there by her number and in no address, and who changed last is the store’s own', async () => {
    const { store, connector } = opened;
    const held = await connector.create(goal('a', '1', { identifier: [ORIGIN] }), ORIGIN);
    expect(held.resource).toMatchObject({ subject: { reference: 'Patient/ingrid' } });
    expect(held.resource.meta?.tag).toBeUndefined();
    await connector.update({ ...held.resource, id: held.peerId, description: { text: '2' } } as Goal, held.version);
    await connector.findByIdentifier('Goal', ORIGIN);
    await connector.read('Goal', held.peerId);
    await opened.pull();
    await connector.erase?.('Goal', held.peerId);
    const [there] = store.memory.versionsOf('Goal', held.peerId);
    expect(there?.resource).toMatchObject({
      subject: byNumber(NUMBERS.ingrid),
      meta: { tag: [{ system: CHANGED_BY, code: '310600024' }] },
    });
    expect(store.asked.filter((line) => line.includes(NUMBERS.ingrid))).toEqual([]);
    expect(store.asked.filter((line) => line.startsWith('GET ') && line.includes('?'))).toEqual([]);
  });

  test.each([
    ['no token', null, '401 login'],
    ['a token for another API', { aud: 'nhn:other' }, '401 login'],
    ['a token without the scope', { scope: 'nhn:other/api' }, '403 forbidden CPLF-0018'],
    [
      'a token for no enterprise',
      { 'helseid://claims/client/claims/orgnr_parent': undefined },
      '403 forbidden CPLF-0018',
    ],
    ['a token for no unit', { 'helseid://claims/client/claims/orgnr_child': undefined }, '403 forbidden CPLF-0018'],
  ])('with %s the store lets nothing in', async (_what, claims, found) => {
    opened.claims = claims;
    await expect(opened.connector.create(goal('a', '1'), ORIGIN)).rejects.toMatchObject({ found });
    expect(opened.store.memory.all('Goal')).toEqual([]);
    opened.claims = {};
    await opened.connector.create(goal('a', '1'), ORIGIN);
    expect(opened.store.memory.all('Goal')).toHaveLength(1);
  });
});

describe('status before anything else', () => {
  test('one request for each person of whom nothing has changed, and no other', async () => {
    putGoals(opened.store, NUMBERS.ingrid, [goal('a', '1')]);
    putGoals(opened.store, NUMBERS.per, [goal('b', '1')]);
    opened.asks = ['ingrid', 'per'];
    const first = await opened.pull();
    const before = opened.store.asked.length;
    const second = await opened.pull(first.cursor);
    expect(opened.store.asked.slice(before)).toEqual(['POST status', 'POST status']);
    expect(givenBy(second.pages)).toEqual([]);
    expect(second.cursor).toEqual(first.cursor);
  });

  test('two requests where something has, for her only', async () => {
    putGoals(opened.store, NUMBERS.ingrid, [goal('a', '1')]);
    putGoals(opened.store, NUMBERS.per, [goal('b', '1')]);
    opened.asks = ['ingrid', 'per'];
    const { cursor } = await opened.pull();
    putGoals(opened.store, NUMBERS.per, [goal('b', '2')]);
    const before = opened.store.asked.length;
    const { pages } = await opened.pull(cursor);
    expect(opened.store.asked.slice(before)).toEqual(['POST status', 'POST status', 'POST CarePlan/_search']);
    expect(opened.store.arrived.at(-1)?.body).toBe(
      new URLSearchParams({ 'subject:Patient.identifier': NUMBERS.per, _include: '*', status: 'active' }).toString(),
    );
    expect(new Set(pages.flatMap(({ resources, about }) => (resources.length > 0 ? [about] : [])))).toEqual(
      new Set(['per']),
    );
  });

  test('everything is looked at where that is asked for', async () => {
    putGoals(opened.store, NUMBERS.ingrid, [goal('a', '1')]);
    const { cursor } = await opened.pull();
    expect(givenBy((await opened.pull(cursor, true)).pages)).toContain('Goal/a');
  });

  const SETTINGS = [
    ['no-consent', { consent: false }],
    ['reserved', { hasReservationKjernejournal: true }],
    ['blocked', { isBlocked: true }],
    ['restricted', { isRestricted: true }],
  ] as const;

  test.each(SETTINGS)('%s: nothing is fetched', async (bar, setting) => {
    putGoals(opened.store, NUMBERS.ingrid, [goal('a', '1')]);
    opened.store.says(NUMBERS.ingrid, setting);
    const { pages, cursor } = await opened.pull();
    expect(pages).toEqual([{ resources: [], unreadable: [], about: 'ingrid', bar }]);
    expect(opened.store.asked).toEqual(['POST status']);
    opened.store.says(NUMBERS.ingrid, {
      consent: true,
      hasReservationKjernejournal: false,
      isBlocked: false,
      isRestricted: false,
    });
    expect(givenBy((await opened.pull(cursor)).pages)).toContain('Goal/a');
  });

  test.each(SETTINGS)('%s: nothing is sent', async (bar, setting) => {
    const { store, connector } = opened;
    putGoals(store, NUMBERS.ingrid, [goal('a', '1')]);
    store.says(NUMBERS.ingrid, setting);
    await expect(connector.create(goal('x', '1'), ORIGIN)).rejects.toMatchObject({ bar });
    await expect(connector.update(goal('a', '2'), '1')).rejects.toMatchObject({ bar });
    expect(store.asked).toEqual(['POST status']);
  });

  test.each(SETTINGS)('%s: what is to be deleted is deleted all the same', async (_bar, setting) => {
    const { store, connector } = opened;
    putGoals(store, NUMBERS.ingrid, [goal('a', '1')]);
    store.says(NUMBERS.ingrid, setting);
    await connector.erase?.('Goal', 'a');
    expect(store.memory.all('Goal')).toEqual([]);
  });

  test.each([
    ['nothing of her privacy', { activeCarePlan: true, lastChangedDateTime: null }],
    ['half of it', { privacySetting: { consent: true } }],
    [
      'a word for a yes',
      {
        privacySetting: { consent: 'true', hasReservationKjernejournal: false, isRestricted: false, isBlocked: false },
      },
    ],
    ['a list', []],
  ])('a status that says %s lets nothing through', async (_what, body) => {
    opened.store.answering = (response, request) => {
      if (!request.url?.endsWith('/status')) return false;
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      return true;
    };
    await expect(opened.connector.create(goal('a', '1'), ORIGIN)).rejects.toMatchObject({ code: 'partner-malformed' });
    const { pages } = await opened.pull();
    expect(pages).toMatchObject([{ resources: [], unreadable: [{ where: 'POST status' }] }]);
    expect(opened.store.asked.filter((line) => line !== 'POST status')).toEqual([]);
  });
});

describe('each error code', () => {
  const update = async (code: StoreCode) => {
    putGoals(opened.store, NUMBERS.ingrid, [goal('a', '1')]);
    opened.store.refuses = code;
    return opened.connector.update(goal('a', '2'), '1');
  };

  test.each([
    ['CPLF-0005', { code: 'partner-refused', found: '400 structure CPLF-0005' }],
    ['CPLF-0014', { code: 'partner-refused', found: '409 duplicate CPLF-0014' }],
    ['CPLF-0017', { code: 'partner-refused', bar: 'no-consent' }],
    ['CPLF-0018', { code: 'partner-refused', found: '403 forbidden CPLF-0018' }],
    ['CPLF-0019', { code: 'partner-refused', found: '403 forbidden CPLF-0019' }],
    ['CPLF-0021', { code: 'partner-refused', found: '422 not-found CPLF-0021' }],
    ['CPLS-0022', { code: 'partner-unreachable' }],
  ] satisfies [StoreCode, object][])(
    '%s is told as what it means, with what to do and nothing of the person',
    async (code, error) => {
      const outcome = await update(code).catch((caught: unknown) => caught);
      expect(outcome).toMatchObject(error);
      expect(outcome).toMatchObject({
        text: { nb: expect.any(String), nn: expect.any(String), en: expect.any(String) },
      });
      expect(JSON.stringify(outcome)).not.toMatch(/Ingrid|\d{11}/u);
    },
  );

  test('CPLF-0008, an old version, is stale', async () => {
    expect(await update('CPLF-0008')).toEqual({ stale: true });
  });

  test('CPLF-0009, no changes, is done', async () => {
    putGoals(opened.store, NUMBERS.ingrid, [goal('a', '1')]);
    const answer = await opened.connector.update(goal('a', '1'), '1');
    expect(answer).toMatchObject({ held: { peerId: 'a', version: '1' } });
    expect(opened.store.memory.versionsOf('Goal', 'a')).toHaveLength(1);
  });

  test('CPLF-0009 of what moved on meanwhile is stale', async () => {
    putGoals(opened.store, NUMBERS.ingrid, [goal('a', '1')]);
    opened.store.answering = (response, request) => {
      if (request.method !== 'PUT') return false;
      putGoals(opened.store, NUMBERS.ingrid, [goal('a', 'theirs')]);
      response.writeHead(409, { 'nhn-error-code': 'CPLF-0009' }).end();
      return true;
    };
    expect(await opened.connector.update(goal('a', '1'), '1')).toEqual({ stale: true });
  });

  test('CPLF-0014, a duplicate, is what carries the identifier, whichever of them it was', async () => {
    const other = { system: URI_SYSTEM, value: 'urn:uuid:1f0c8a52-6f1e-4f0e-9d59-0f7a43a1c002' };
    putGoals(opened.store, NUMBERS.ingrid, [goal('a', 'theirs', { identifier: [other] })]);
    const held = await opened.connector.create(goal('x', 'ours', { identifier: [other, ORIGIN] }), ORIGIN);
    expect(held).toMatchObject({ peerId: 'a', readBack: true, resource: { description: { text: 'theirs' } } });
  });

  test('CPLF-0014 of a plan, where another of hers is there: refused, and says so', async () => {
    putGoals(opened.store, NUMBERS.ingrid, [goal('a', '1')]);
    const plan: CarePlan = {
      resourceType: 'CarePlan',
      status: 'active',
      intent: 'plan',
      identifier: [ORIGIN],
      subject: { reference: 'Patient/ingrid' },
    };
    await expect(opened.connector.create(plan, ORIGIN)).rejects.toMatchObject({
      code: 'partner-refused',
      text: { en: expect.stringContaining('another plan') },
    });
    expect(opened.store.memory.all('CarePlan')).toHaveLength(1);
  });

  test('every code that is known has a place here', () => {
    const told = [
      'CPLF-0005',
      'CPLF-0008',
      'CPLF-0009',
      'CPLF-0014',
      'CPLF-0017',
      'CPLF-0018',
      'CPLF-0019',
      'CPLF-0021',
    ];
    expect([...STORE_CODES]).toEqual([...told, 'CPLS-0022']);
  });
});

describe('two persons', () => {
  test('nothing of one is fetched for the other, also where the store mixes them up', async () => {
    const { store } = opened;
    putGoals(store, NUMBERS.ingrid, [goal('a', '1')]);
    putGoals(store, NUMBERS.per, [goal('b', 'Per sitt')]);
    const ofPer = store.memory
      .all('CarePlan')
      .concat(store.memory.all('Goal'))
      .flatMap(({ resource }) => resource ?? []);
    store.answering = (response, request) => {
      if (!request.url?.endsWith('/_search')) return false;
      const entry = ofPer.map((resource) => ({ resource }));
      response.writeHead(200).end(JSON.stringify({ resourceType: 'Bundle', type: 'searchset', entry }));
      return true;
    };
    const { pages } = await opened.pull();
    const found = pages.flatMap(({ resources }) => resources.map(({ resource }) => resource as Resource));
    const aboutHer = found.filter((one) => JSON.stringify(one).includes('"reference":"Patient/ingrid"'));
    expect(JSON.stringify(aboutHer)).not.toContain('Per sitt');
    expect(JSON.stringify(found)).toContain('Per sitt');
  });

  test('a resource of one is neither read, written nor deleted in the name of the other', async () => {
    const { store, connector } = opened;
    putGoals(store, NUMBERS.per, [goal('b', 'Per sitt')]);
    // Everything is held to be Ingrid's here.
    await expect(connector.read('Goal', 'b')).rejects.toMatchObject({ code: 'partner-refused' });
    await expect(connector.update(goal('b', 'feil'), '1')).rejects.toMatchObject({ code: 'partner-refused' });
    await expect(connector.erase?.('Goal', 'b')).rejects.toMatchObject({ code: 'partner-refused' });
    expect(store.memory.all('Goal')).toMatchObject([{ resource: { description: { text: 'Per sitt' } } }]);
  });

  test('who has no number is not asked for, and nothing of hers is sent', async () => {
    const nobody = { ...goal('x', '1'), subject: { reference: 'Patient/unknown' as const } };
    await expect(opened.connector.create(nobody, ORIGIN)).rejects.toMatchObject({ code: 'partner-refused' });
    expect(await opened.connector.findByIdentifier('Patient', { system: NATIONAL.birthNumber, value: '1' })).toEqual(
      [],
    );
    expect(opened.store.asked).toEqual([]);
  });
});

describe('answers that lead away', () => {
  test.each(['https://elsewhere.example/', '/api/careplan/other'])(
    'a redirect to %s is followed nowhere',
    async (location) => {
      opened.store.answering = (response) => {
        response.writeHead(307, { location }).end();
        return true;
      };
      await expect(opened.connector.create(goal('a', '1'), ORIGIN)).rejects.toMatchObject({
        code: 'partner-malformed',
      });
      await expect(opened.connector.erase?.('Goal', 'a')).rejects.toMatchObject({ code: 'partner-malformed' });
      expect(opened.store.asked).toEqual(['POST status', 'DELETE Goal/a']);
    },
  );

  test('a next link is not followed: her number would have to stand in it', async () => {
    putGoals(opened.store, NUMBERS.ingrid, [goal('a', '1')]);
    opened.store.answering = (response, request) => {
      if (!request.url?.endsWith('/_search')) return false;
      const link = [{ relation: 'next', url: `${opened.store.url}/CarePlan?subject=${NUMBERS.ingrid}` }];
      response.writeHead(200).end(JSON.stringify({ resourceType: 'Bundle', type: 'searchset', link }));
      return true;
    };
    const { pages } = await opened.pull();
    expect(pages.flatMap(({ unreadable }) => unreadable)).toHaveLength(1);
    expect(opened.store.asked).toEqual(['POST status', 'POST CarePlan/_search']);
  });
});
