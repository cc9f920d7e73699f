import { afterEach, describe, expect, test } from '@jest/globals';
import type { Goal } from '@medplum/fhirtypes';
import { createFhirRestConnector } from '../../src/connector/fhir-rest/create-fhir-rest-connector.ts';
import type { Habits } from './system/habits.ts';
import { type System, startSystem } from './system/system.ts';

const ORIGIN = { system: 'urn:ietf:rfc:3986', value: 'urn:uuid:1f0c8a52-6f1e-4f0e-9d59-0f7a43a1c001' };
const goal = (text: string, more: Partial<Goal> = {}): Goal => ({
  resourceType: 'Goal',
  id: 'a',
  lifecycleStatus: 'active',
  description: { text },
  subject: { reference: 'Patient/ingrid' },
  ...more,
});

let system: System;
afterEach(() => system.close());

async function open(habits: Partial<Habits>, ifMatch = true) {
  system = await startSystem(habits);
  system.memory.put(goal('1'));
  return createFhirRestConnector({ url: system.url }).knowing({ ifMatch });
}

/** Somebody else writes right before a request is answered. */
function meanwhile(method: string, nth: number, write: () => void): void {
  let seen = 0;
  system.answering = (_response, request) => {
    if (request.method === method) seen += 1;
    if (request.method === method && seen === nth) write();
    return false;
  };
}

describe('an update', () => {
  test('of a partner that is known to look at If-Match is one request', async () => {
    const connector = await open({});
    expect(await connector.update(goal('2'), '1')).toMatchObject({ held: { version: '2' } });
    expect(system.asked).toEqual(['PUT Goal/a']);
  });

  test('of one that is not is written only after a look', async () => {
    const connector = await open({ ifMatch: false }, false);
    system.memory.put(goal('theirs'));
    expect(await connector.update(goal('2'), '1')).toEqual({ stale: true });
    expect(await connector.update(goal('2'), '2')).toMatchObject({ held: { version: '3' } });
    expect(system.asked).toEqual(['GET Goal/a', 'GET Goal/a', 'PUT Goal/a']);
  });

  test('is asked about when only the bytes are left to send, after whatever was looked up', async () => {
    const connector = await open({ ifMatch: false }, false);
    const order: string[] = [];
    const guarded = connector.guarded(async () => {
      order.push(...system.asked, 'asked about');
      throw new Error('no longer');
    });
    await expect(guarded.update(goal('2'), '1')).rejects.toThrow('no longer');
    await expect(guarded.create(goal('3'), ORIGIN)).rejects.toThrow('no longer');
    expect(order).toEqual(['GET Goal/a', 'asked about', 'GET Goal/a', 'asked about']);
    expect(system.asked).toEqual(['GET Goal/a']);
  });

  test('refused with 409 or 412 though nothing moved is refused, not stale', async () => {
    for (const status of [409, 412]) {
      const connector = await open({});
      system.answering = (response, request) => {
        if (request.method !== 'PUT') return false;
        response.writeHead(status).end();
        return true;
      };
      await expect(connector.update(goal('2'), '1')).rejects.toMatchObject({
        code: 'partner-refused',
        found: String(status),
      });
      expect(system.asked.filter((line) => line.startsWith('PUT'))).toHaveLength(1);
      await system.close();
    }
    system = await startSystem();
  });

  test('is tried once more with the ETag as the partner spells it', async () => {
    const connector = await open({ ifMatch: false });
    const matches: unknown[] = [];
    system.answering = (response, request) => {
      if (request.method === 'GET') {
        response.writeHead(200, { etag: '"1"' }).end(JSON.stringify(system.memory.current('Goal', 'a')?.resource));
        return true;
      }
      matches.push(request.headers['if-match']);
      if (request.headers['if-match'] === '"1"') return false;
      response.writeHead(412).end();
      return true;
    };
    expect(await connector.update(goal('2'), '1')).toMatchObject({ held: { version: '2' } });
    expect(matches).toEqual(['W/"1"', '"1"']);
  });
});

describe('what a write that is answered without text made', () => {
  test('is read by the version that was told, whatever was written since', async () => {
    const connector = await open({ answers: 'headers' });
    meanwhile('GET', 1, () => system.memory.put(goal('theirs')));
    const answer = await connector.update(goal('ours'), '1');
    expect(answer).toEqual({
      held: expect.objectContaining({
        version: '2',
        resource: expect.objectContaining({ description: { text: 'ours' } }),
      }),
    });
    expect(answer).not.toHaveProperty('held.readBack');
  });

  test('is ours where the version that was told can only be read plainly, and stands there', async () => {
    const connector = await open({ answers: 'headers', vread: false });
    expect(await connector.update(goal('ours'), '1')).not.toHaveProperty('held.readBack');
  });

  test('is not surely ours where another version than was told stands there', async () => {
    const connector = await open({ answers: 'headers', vread: false, instanceHistory: false });
    meanwhile('GET', 2, () => system.memory.put(goal('theirs')));
    expect(await connector.update(goal('ours'), '1')).toMatchObject({ held: { readBack: true, version: '3' } });
  });

  test('is ours where the version that follows stands there', async () => {
    const connector = await open({ answers: 'nothing' });
    expect(await connector.update(goal('ours'), '1')).not.toHaveProperty('held.readBack');
    const held = await connector.create(goal('new', { identifier: [ORIGIN] }), ORIGIN);
    expect(held).not.toHaveProperty('readBack');
  });

  test.each([
    ['the history', { vread: false }],
    ['the versions one by one', { instanceHistory: false }],
  ])('is found by %s where a version further on stands there', async (_name, habits) => {
    const connector = await open({ answers: 'nothing', ...habits });
    const twice = (id: string) => () => {
      const { resource } = system.memory.current('Goal', id) ?? {};
      for (let time = 0; time < 2; time += 1)
        system.memory.put({ ...(resource as Goal), description: { text: 'theirs' } });
    };
    meanwhile('GET', 1, twice('a'));
    const answer = await connector.update(goal('ours'), '1');
    expect(answer).toEqual({ held: expect.objectContaining({ version: '2' }) });
    expect(answer).toMatchObject({ held: { resource: { description: { text: 'ours' } } } });
    meanwhile('GET', 1, twice('made-1'));
    const held = await connector.create(goal('new', { identifier: [ORIGIN] }), ORIGIN);
    expect(held).toMatchObject({ version: '1', resource: { description: { text: 'new' } } });
    expect(held).not.toHaveProperty('readBack');
  });

  test('is what stands there now, and not surely ours, where a creation found it there already', async () => {
    const connector = await open({ answers: 'nothing' });
    for (const text of ['once', 'twice']) system.memory.put(goal(text, { id: 'made-1', identifier: [ORIGIN] }));
    system.answering = (response, { method }, path) => {
      if (method !== 'POST' || path !== 'Goal') return false;
      response.writeHead(200, { location: `${system.url}/Goal/made-1` }).end();
      return true;
    };
    expect(await connector.create(goal('new', { identifier: [ORIGIN] }), ORIGIN)).toMatchObject({
      readBack: true,
      version: '2',
      resource: { description: { text: 'twice' } },
    });
  });

  test('is not surely ours where a version further on stands there that hides the others, or there are none', async () => {
    const connector = await open({ answers: 'nothing', vread: false, instanceHistory: false });
    meanwhile('GET', 1, () => system.memory.put(goal('theirs')));
    expect(await connector.update(goal('ours'), '1')).toMatchObject({ held: { readBack: true } });
    await system.close();
    const bare = await open({ answers: 'nothing', versions: false, ifMatch: false });
    const before = await bare.read('Goal', 'a');
    if (!('found' in before)) throw new Error('not there');
    expect(await bare.update(goal('ours'), before.found.version)).toMatchObject({ held: { readBack: true } });
  });
});

test('how a partner deals with what is written is told once of each type', async () => {
  const notices: unknown[] = [];
  system = await startSystem({
    answers: 'nothing',
    versions: false,
    ifMatch: false,
    normalize: ({ note: _, ...resource }: Goal & { note?: unknown }) => resource as Goal,
  } as Partial<Habits>);
  system.memory.put(goal('1'));
  const connector = createFhirRestConnector({ url: system.url, onNotice: (notice) => notices.push(notice) });
  for (let time = 0; time < 3; time += 1) {
    const before = await connector.read('Goal', 'a');
    if ('found' in before) await connector.update(goal(`${time}`, { note: [{ text: 'x' }] }), before.found.version);
  }
  expect(notices).toEqual([
    { code: 'elements-dropped', type: 'Goal' },
    { code: 'read-back', type: 'Goal' },
  ]);
});

describe('a creation', () => {
  test('that is refused with 409 because it is there already finds it', async () => {
    const connector = await open({});
    system.memory.put(goal('there', { id: 'b', identifier: [ORIGIN] }));
    system.answering = (response, request, path) => {
      if (request.method !== 'POST' || path.endsWith('_search')) return false;
      response.writeHead(409).end();
      return true;
    };
    expect(await connector.create(goal('new', { identifier: [ORIGIN] }), ORIGIN)).toMatchObject({
      peerId: 'b',
      readBack: true,
    });
  });

  test('that is refused with 409 for another reason is refused', async () => {
    const connector = await open({});
    system.answering = (response, request) => {
      if (request.method !== 'POST') return false;
      response.writeHead(409).end();
      return true;
    };
    await expect(connector.create(goal('new', { identifier: [ORIGIN] }), ORIGIN)).rejects.toMatchObject({
      code: 'partner-refused',
      found: '409',
    });
  });

  test('answered with neither text nor place is found by its identifier', async () => {
    const connector = await open({});
    system.answering = (response, request) => {
      if (request.method !== 'POST') return false;
      system.memory.put(goal('new', { id: 'made', identifier: [ORIGIN] }));
      response.writeHead(201).end();
      return true;
    };
    expect(await connector.create(goal('new', { identifier: [ORIGIN] }), ORIGIN)).toMatchObject({ peerId: 'made' });
  });

  test('of one identifier waits for another of the same, also one that fails', async () => {
    const connector = await open({ conditionalCreate: true });
    let running = 0;
    let most = 0;
    let count = 0;
    system.answering = (response, request) => {
      if (request.method !== 'POST') return false;
      running += 1;
      most = Math.max(most, running);
      count += 1;
      const fails = count === 1;
      setImmediate(() => {
        running -= 1;
        if (fails) response.writeHead(422).end();
        else response.writeHead(201).end(JSON.stringify(goal('new', { id: 'made', identifier: [ORIGIN] })));
      });
      return true;
    };
    const made = await Promise.allSettled(
      [1, 2, 3].map(() => connector.create(goal('new', { identifier: [ORIGIN] }), ORIGIN)),
    );
    expect([most, made.map(({ status }) => status)]).toEqual([1, ['rejected', 'fulfilled', 'fulfilled']]);
  });
});
