import { afterEach, describe, expect, test } from '@jest/globals';
import type { CarePlan, Goal, Resource, ServiceRequest } from '@medplum/fhirtypes';
import { createFhirRestConnector } from '../../src/connector/fhir-rest/create-fhir-rest-connector.ts';
import { referencesIn } from '../../src/record/references.ts';
import { Papers, PER } from '../exchange/papers.ts';
import { type HttpStage, openHttpStage } from './over-http.ts';

/** Failure cases of other sync engines (the table of 28), as far as they are about what is written to a partner. */
let http: HttpStage;
afterEach(() => http.close());

const ORIGIN = { system: 'urn:ietf:rfc:3986', value: 'urn:uuid:1f0c8a52-6f1e-4f0e-9d59-0f7a43a1c001' };
const goal = (text: string, more: Partial<Goal> = {}): Goal => ({
  resourceType: 'Goal',
  lifecycleStatus: 'active',
  description: { text },
  subject: { reference: 'Patient/x' },
  identifier: [ORIGIN],
  ...more,
});
const goals = () => http.held<Goal>('Goal');
const texts = () =>
  goals()
    .map(({ description }) => description.text)
    .toSorted();
const writes = () => http.system.asked.filter((line) => /^(?:PUT|POST) (?!.*_search)/u.test(line));
const rewrite = (text: string, id = 'f-goal-1'): void =>
  http.stage.fjordvik.connector.edit<Goal>('Goal', id, (one) => ({ ...one, description: { text } }));
/** Somebody at the trust writes right before the trust answers our next write. */
const meanwhile = (write: () => void): void => {
  let isDone = false;
  http.system.answering = (_response, request) => {
    if (request.method === 'PUT' && !isDone) {
      isDone = true;
      write();
    }
    return false;
  };
};

test('case 1: twenty creations at once of a server that looks and then writes make one', async () => {
  http = await openHttpStage();
  const { system } = http;
  system.answering = (response, request) => {
    if (request.method !== 'POST') return false;
    const [there] = goals();
    setTimeout(() => {
      const made = there ?? system.memory.put(goal('x', { id: system.memory.newId() })).resource;
      response.writeHead(there ? 200 : 201).end(JSON.stringify(made));
    }, 2);
    return true;
  };
  const connector = createFhirRestConnector({ url: system.url });
  await Promise.all(Array.from({ length: 20 }, () => connector.create(goal('x'), ORIGIN)));
  expect(goals()).toHaveLength(1);
});

test('case 1: doubles that are there all the same are healed: the oldest is the one, for ever', async () => {
  http = await openHttpStage();
  for (const id of ['older', 'newer']) http.system.memory.put(goal('x', { id }));
  const connector = createFhirRestConnector({ url: http.system.url });
  for (let time = 0; time < 2; time += 1) {
    expect(await connector.create(goal('x'), ORIGIN)).toMatchObject({ peerId: 'older' });
  }
  expect(goals()).toHaveLength(2);
});

test('case 2: what is sent a second time and answered with 409, since it is there, is found', async () => {
  http = await openHttpStage();
  const { system, settle } = http;
  system.answering = (response, request, path) => {
    if (request.method !== 'POST' || path.includes('_search')) return false;
    const criteria = new URLSearchParams(String(request.headers['if-none-exist'])).get('identifier') ?? '';
    const isThere = system.memory
      .all(path)
      .some(({ resource }) => JSON.stringify(resource).includes(criteria.split('|')[1] ?? 'none'));
    if (!isThere) return false;
    response.writeHead(409).end();
    return true;
  };
  system.losesAnswers = 3;
  await settle();
  await settle();
  expect(texts()).toEqual(['Gå til butikken alene', 'Lese høyt for barnebarna']);
  expect(http.held('CarePlan')).toHaveLength(1);
});

test('case 3: nothing is written twice in a delivery, and nothing goes in a transaction that could drop one of two', async () => {
  http = await openHttpStage();
  await http.settle();
  const made = writes();
  expect(made.filter((line) => line.startsWith('POST ') && !/^POST [A-Z]\w+$/u.test(line))).toEqual([]);
  const updates = made.filter((line) => line.startsWith('PUT '));
  expect(new Set(updates).size).toBe(updates.length);
});

test('case 4: a server that overlooks If-Match loses no edit', async () => {
  http = await openHttpStage({ ifMatch: false });
  const { system, settle, stage } = http;
  await settle();
  system.memory.later(60_000);
  const [one] = goals();
  if (one) system.memory.put({ ...one, lifecycleStatus: 'on-hold' });
  rewrite('Gå langt');
  await stage.pass(stage.fjordvik);
  await settle();
  expect(goals().find(({ id }) => id === one?.id)).toMatchObject({
    lifecycleStatus: 'on-hold',
    description: { text: 'Gå langt' },
  });
});

describe.each([409, 412] as const)('case 5: a version conflict that is answered with %i', (conflict) => {
  test('is fetched, merged and sent again', async () => {
    http = await openHttpStage({ conflict });
    const { settle, system } = http;
    await settle();
    // It says that it looks at If-Match: no look before the write.
    await http.stage.store.saveCapabilities({
      partner: http.trust.name,
      stated: { ifMatch: true },
      probed: {},
      learned: {},
      askedAt: http.stage.context.now(),
    });
    const [one] = goals();
    rewrite('Gå langt');
    meanwhile(() => void system.memory.put({ ...(one as Goal), lifecycleStatus: 'on-hold' }));
    await settle();
    expect(goals().find(({ id }) => id === one?.id)).toMatchObject({
      lifecycleStatus: 'on-hold',
      description: { text: 'Gå langt' },
    });
  });

  test('for ever, though nothing moves, ends and is told', async () => {
    http = await openHttpStage();
    const { settle, pass, stage, system } = http;
    await settle();
    rewrite('Gå langt');
    system.answering = (response, request) => {
      if (request.method !== 'PUT') return false;
      response.writeHead(conflict).end();
      return true;
    };
    await stage.pass(stage.fjordvik);
    const before = writes().length;
    expect(await pass()).toMatchObject({ outcome: 'completed', blocked: 1 });
    expect(writes().length - before).toBe(1);
    expect(await stage.link(stage.trust)).toMatchObject({
      standing: 'blocked',
      reason: 'partner-refused',
      attempts: 1,
    });
  });
});

test('case 6: a resource is never written twice at once, however many persons are delivered', async () => {
  const running = new Map<string, number>();
  let most = 0;
  let together = 0;
  const counted: typeof fetch = async (address, init) => {
    const criteria = new Headers(init?.headers).get('if-none-exist') ?? '';
    const isWrite = init?.method !== 'GET' && !String(address).includes('_search');
    const key = `${init?.method} ${address} ${criteria}`;
    const add = (count: number): void => void (isWrite && running.set(key, (running.get(key) ?? 0) + count));
    add(1);
    most = Math.max(most, ...running.values());
    together = Math.max(
      together,
      [...running.values()].reduce((sum, count) => sum + count, 0),
    );
    try {
      return await fetch(address, init);
    } finally {
      add(-1);
    }
  };
  http = await openHttpStage({}, { fetch: counted });
  http.stage.fjordvik.connector.put(...new Papers('p', PER).whole());
  await http.settle();
  expect(most).toBe(1);
  expect(together).toBeGreaterThan(1);
});

test('case 19: references lead to the ids that the partner gave', async () => {
  http = await openHttpStage();
  await http.settle();
  const all = ['CarePlan', 'Goal', 'ServiceRequest', 'CareTeam', 'Patient'] as const;
  const there = new Set(all.flatMap((type) => http.held(type).map(({ id }) => `${type}/${id}`)));
  const [plan] = http.held<CarePlan>('CarePlan');
  const led = plan
    ? referencesIn(plan).filter((reference) => all.some((type) => reference.startsWith(`${type}/`)))
    : [];
  expect(led.length).toBeGreaterThan(4);
  expect(led.filter((reference) => !there.has(reference))).toEqual([]);
});

test('case 20: a version in a Location gets into no id and no reference', async () => {
  http = await openHttpStage({ answers: 'headers' });
  await http.settle();
  const said = JSON.stringify([
    ['CarePlan', 'Goal', 'ServiceRequest'].map((type) => http.held(type as 'Goal')),
    await http.stage.store.counterparts(http.trust.name, await http.stage.person()),
  ]);
  expect(said).not.toContain('_history');
  expect(goals()).toHaveLength(2);
});

describe('references that lead in a circle, at a server that holds them to what is there', () => {
  const strict = async () => {
    http = await openHttpStage();
    const { system } = http;
    const dangling: string[] = [];
    const put = system.memory.put.bind(system.memory);
    system.memory.put = (resource: Resource) => {
      for (const reference of referencesIn(resource)) {
        const [type = '', id = ''] = reference.split('/');
        if (!system.memory.current(type, id)?.resource) dangling.push(`${resource.resourceType} to ${reference}`);
      }
      return put(resource);
    };
    await http.settle();
    return dangling;
  };

  test('case 21: nothing is written before what it points at', async () => {
    expect(await strict()).toEqual([]);
    const [plan] = http.held<CarePlan>('CarePlan');
    const [measure] = http.held<ServiceRequest>('ServiceRequest');
    expect(measure?.basedOn).toEqual([{ reference: `CarePlan/${plan?.id}` }]);
    expect(plan?.activity?.map(({ reference }) => reference?.reference)).toContain(`ServiceRequest/${measure?.id}`);
  });

  test('case 22: no placeholder is asked for, so that none is doubled or left behind', async () => {
    await strict();
    const created = writes().filter((line) => line.startsWith('POST '));
    const count = (type: string): number => created.filter((line) => line === `POST ${type}`).length;
    expect(['CarePlan', 'Goal', 'ServiceRequest', 'CareTeam', 'Patient'].map(count)).toEqual([1, 2, 2, 1, 1]);
  });
});

test('case 23: no id of ours is sent with a creation', async () => {
  http = await openHttpStage();
  const ids: unknown[] = [];
  const { put } = http.system.memory;
  http.system.memory.newId = () => `made-${ids.length}`;
  http.system.memory.put = (resource) => {
    ids.push(resource.id);
    return put.call(http.system.memory, resource);
  };
  await http.settle();
  expect(ids.filter((id) => !String(id).startsWith('made-'))).toEqual([]);
  expect(ids.length).toBeGreaterThan(8);
});

test('case 24: however often something was edited, it is written once', async () => {
  http = await openHttpStage();
  await http.settle();
  const before = writes().length;
  for (const text of ['a', 'b', 'c', 'd']) {
    rewrite(text);
    await http.stage.pass(http.stage.fjordvik);
  }
  await http.pass();
  expect(writes().length - before).toBe(1);
  expect(texts()).toContain('d');
});

test('case 25: what was deleted at the partner is not brought back by an update', async () => {
  http = await openHttpStage();
  await http.settle();
  const [one] = goals();
  http.system.memory.delete('Goal', one?.id ?? '');
  rewrite('Gå langt');
  rewrite('Lese lenge', 'f-goal-2');
  await http.stage.pass(http.stage.fjordvik);
  await http.pass();
  await http.pass();
  expect(goals().map(({ id }) => id)).not.toContain(one?.id);
  expect(http.system.memory.current('Goal', one?.id ?? '')?.resource).toBeUndefined();
});

test('case 28: a creation whose answer is lost is made once', async () => {
  for (let nth = 1; nth <= 8; nth += 1) {
    http = await openHttpStage();
    let seen = 0;
    http.system.answering = (_response, request, path) => {
      if (request.method !== 'POST' || path.includes('_search')) return false;
      seen += 1;
      if (seen === nth) http.system.losesAnswers = 1;
      return false;
    };
    await http.settle();
    await http.settle();
    expect([nth, texts(), http.held('CarePlan').length, http.held('Patient').length]).toEqual([
      nth,
      ['Gå til butikken alene', 'Lese høyt for barnebarna'],
      1,
      1,
    ]);
    if (nth < 8) await http.close();
  }
});
