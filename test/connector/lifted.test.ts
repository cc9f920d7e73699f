import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CarePlan, CarePlanActivity, ServiceRequest, Task } from '@medplum/fhirtypes';
import type { Connector, Held } from '../../src/connector/connector.ts';
import { createFhirRestConnector } from '../../src/connector/fhir-rest/create-fhir-rest-connector.ts';
import { createLiftedConnector } from '../../src/connector/lifted/create-lifted-connector.ts';
import type { MeasureForm } from '../../src/connector/lifted/memory.ts';
import { originIdentifier } from '../../src/record/identity.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { ReceivedResource, Store } from '../../src/store/store.ts';
import { connectorContract } from '../contract/connector.ts';
import { startPeer } from '../demo/peer/peer.ts';
import { PartnerInMemory } from '../sync/partner-in-memory.ts';

const PARTNER = { name: 'Fjordvik kommune', base: 'https://fjordvik.example.no/fhir' };

connectorContract('lifted, around a partner in memory', async () => {
  const partner = new PartnerInMemory('memory', { pageSize: 2 });
  const store = await openSqliteStore({ file: ':memory:' });
  return {
    connector: createLiftedConnector(partner, { store, partner: PARTNER, measures: 'requests' }),
    put: async (...resources) => partner.put(...resources),
    delete: async (type, id) => partner.delete(type, id),
    loseNextAnswer: async () => {
      partner.losesAnswers = 1;
    },
    down: async (down) => {
      partner.isDown = down;
    },
    count: async (type) => partner.all().filter(({ resourceType }) => resourceType === type).length,
    addresses: async () => partner.requests.map(({ what, type }) => `${what} ${type}`),
    close: () => store.close(),
  };
});

connectorContract('lifted, around fhir-rest', async () => {
  const peer = await startPeer();
  const store = await openSqliteStore({ file: ':memory:' });
  const inner = createFhirRestConnector({ url: peer.url, pageSize: 2 });
  return {
    connector: createLiftedConnector(inner, { store, partner: { name: 'peer', base: peer.url }, measures: 'inline' }),
    put: (...resources) => peer.controls.seed(resources),
    delete: peer.controls.delete,
    loseNextAnswer: () => peer.controls.loseAnswers(1),
    down: peer.controls.down,
    count: async (type) => (await peer.controls.all()).filter(({ resourceType }) => resourceType === type).length,
    addresses: async () => (await peer.controls.journal()).map(({ path }) => path),
    close: async () => {
      await peer.close();
      await store.close();
    },
  };
});

const WALK: CarePlanActivity = {
  progress: [{ text: 'Godt i gang' }],
  detail: { description: 'Rundt kvartalet', status: 'scheduled', code: { text: 'Gangtrening' } },
};
const READ: CarePlanActivity = { detail: { status: 'in-progress', code: { text: 'Lese høyt' } } };
const PLAN: CarePlan = {
  resourceType: 'CarePlan',
  id: 'plan',
  status: 'active',
  intent: 'plan',
  subject: { reference: 'Patient/ingrid' },
  activity: [WALK, READ],
};

let store: Store;
let partner: PartnerInMemory;
let connector: Connector;
beforeEach(async () => {
  store = await openSqliteStore({ file: ':memory:' });
  partner = new PartnerInMemory('fjordvik');
  open('requests');
});
afterEach(() => store.close());

function open(measures: MeasureForm): void {
  connector = createLiftedConnector(partner, { store, partner: PARTNER, measures });
}

async function all(): Promise<readonly ReceivedResource[]> {
  const feed = connector.changes({});
  const given: ReceivedResource[] = [];
  for (let page = await feed.next(); !page.done; page = await feed.next()) given.push(...page.value.resources);
  return given;
}

/** A partner that changed this, a page each. */
function feedOf(...received: readonly ReceivedResource[]): Connector {
  const changes: Connector['changes'] = async function* () {
    for (const one of received) yield { resources: [one], unreadable: [] };
    return {};
  };
  return { changes } as Connector;
}

async function read(type: string, id: string): Promise<Held> {
  const answer = await connector.read(type, id);
  if (!('found' in answer)) throw new Error(`${type}/${id} is not there`);
  return answer.found;
}

/** What the partner holds is what we know, as after an admission. */
async function remember(): Promise<void> {
  for (const { type, peerId, version, resource } of await all()) {
    await store.commit({
      counterparts: [
        {
          partner: PARTNER.name,
          type: type as 'CarePlan',
          id: `our-${peerId}`,
          person: 'person',
          peerId,
          peerVersion: version,
          echoed: resource as CarePlan,
          frozen: false,
        },
      ],
    });
  }
}

function withoutMeta({ meta: _, ...plan }: CarePlan): CarePlan {
  return plan;
}

const measureCalled = async (text: string): Promise<ReceivedResource & { readonly resource: ServiceRequest }> => {
  const found = (await all()).find(({ resource }) => (resource as ServiceRequest).code?.text === text);
  if (!found) throw new Error(`No measure is called ${text}`);
  return found as ReceivedResource & { readonly resource: ServiceRequest };
};

describe('a plan with inline measures', () => {
  beforeEach(() => partner.put(PLAN));

  test('comes as a plan and measures, the same from the feed, by id and by search', async () => {
    const given = await all();
    expect(given.map(({ type }) => type)).toEqual(['CarePlan', 'ServiceRequest', 'ServiceRequest']);
    for (const { type, ...held } of given) expect(await read(type, held.peerId)).toEqual(held);
    expect(await connector.findByReferences('CarePlan', { subject: 'Patient/ingrid' })).toEqual([
      await read('CarePlan', 'plan'),
    ]);
    const [plan] = given as unknown as readonly { readonly resource: CarePlan }[];
    expect(plan?.resource.activity?.map(({ reference }) => reference?.reference)).toEqual(
      given.slice(1).map(({ peerId }) => `ServiceRequest/${peerId}`),
    );
  });

  test('whose measure is edited has a new version of that measure, and of nothing else', async () => {
    await remember();
    const before = await all();
    partner.edit<CarePlan>('CarePlan', 'plan', (plan) => ({
      ...plan,
      activity: [WALK, { detail: { status: 'completed', code: { text: 'Lese høyt' } } }],
    }));
    const after = await all();
    expect(after.slice(0, 2).map(({ version }) => version)).toEqual(before.slice(0, 2).map(({ version }) => version));
    expect(after[2]).toMatchObject({ peerId: before[2]?.peerId, resource: { status: 'completed' } });
    expect(after[2]?.version).not.toBe(before[2]?.version);
  });

  test('gives a measure once in a run, also when the plan changes meanwhile', async () => {
    partner.repeatsPages = true;
    await all();
    const keys = (await all()).map(({ type, peerId, version }) => `${type}/${peerId} ${version}`);
    expect(keys.filter((key) => key.startsWith('ServiceRequest/'))).toHaveLength(2);
  });

  test('takes an edited measure in its own place, and nothing else changes to the last byte', async () => {
    await remember();
    const { peerId, version, resource } = await measureCalled('Lese høyt');
    const answer = await connector.update({ ...resource, status: 'completed', id: peerId }, version);
    const { activity } = partner.get<CarePlan>('CarePlan', 'plan');
    expect(JSON.stringify(activity?.[0])).toBe(JSON.stringify(WALK));
    expect(activity?.[1]).toEqual({ detail: { status: 'completed', code: { text: 'Lese høyt' } } });
    expect(answer).toEqual({ held: await read('ServiceRequest', peerId) });
    expect(answer).toMatchObject({ held: { resource: { ...resource, status: 'completed' } } });
  });

  test('takes several measures and the plan, each by the version that was read at first', async () => {
    await remember();
    const [plan, walk, reading] = await all();
    const written = [
      { ...(walk?.resource as ServiceRequest), status: 'completed' as const },
      { ...(reading?.resource as ServiceRequest), status: 'revoked' as const },
      { ...withoutMeta(plan?.resource as CarePlan), title: 'Ny tittel' },
    ];
    const versions = [walk, reading, plan].map((one) => one?.version ?? '');
    for (const [index, resource] of written.entries()) {
      expect(await connector.update(resource, versions[index] ?? '')).toMatchObject({ held: { resource } });
    }
    const { title, activity } = partner.get<CarePlan>('CarePlan', 'plan');
    expect([title, ...(activity ?? []).map(({ detail }) => detail?.status)]).toEqual([
      'Ny tittel',
      'completed',
      'cancelled',
    ]);
  });

  test('answers stale, and writes nothing, when that measure has moved on, and not when another has', async () => {
    await remember();
    const { peerId, version, resource } = await measureCalled('Lese høyt');
    const theirs = (text: string, description: string) =>
      partner.edit<CarePlan>('CarePlan', 'plan', (plan) => ({
        ...plan,
        activity: (plan.activity ?? []).map((item) =>
          item.detail?.code?.text === text ? { ...item, detail: { ...item.detail, description } } : item,
        ),
      }));
    theirs('Lese høyt', 'for barnebarna');
    const before = partner.get('CarePlan', 'plan');
    expect(await connector.update({ ...resource, status: 'completed' }, version)).toEqual({ stale: true });
    expect(partner.get('CarePlan', 'plan')).toEqual(before);
    await remember();
    const now = await read('ServiceRequest', peerId);
    theirs('Gangtrening', 'Ute');
    expect(
      await connector.update({ ...now.resource, status: 'completed' } as ServiceRequest, now.version),
    ).toMatchObject({ held: { resource: { status: 'completed', note: [{ text: 'for barnebarna' }] } } });
  });

  test('that moves between reading and writing is read once more, and then the measure is stale', async () => {
    await remember();
    const { version, resource } = await measureCalled('Lese høyt');
    const moves = { left: 1 };
    partner.onRequest = ({ what }) => {
      if (what !== 'update' || moves.left === 0) return;
      moves.left -= 1;
      partner.edit<CarePlan>('CarePlan', 'plan', (plan) => ({ ...plan, title: `${moves.left}` }));
    };
    const first = await connector.update({ ...resource, status: 'on-hold' }, version);
    expect(first).toMatchObject({ held: { resource: { status: 'on-hold' } } });
    expect(partner.get<CarePlan>('CarePlan', 'plan').title).toBe('0');
    moves.left = 2;
    const { held } = first as { readonly held: Held };
    const again = await connector.update({ ...held.resource, status: 'completed' } as ServiceRequest, held.version);
    expect(again).toEqual({ stale: true });
  });

  test('is not written where nothing of it changes', async () => {
    await remember();
    const { resource, version } = await measureCalled('Lese høyt');
    const answer = await connector.update({ ...resource, priority: 'urgent' }, version);
    expect(answer).toMatchObject({ held: { resource: { priority: 'urgent' } } });
    expect(partner.requests.filter(({ what }) => what === 'update')).toEqual([]);
  });

  test('loses a generated narrative that says what it said before', async () => {
    partner.edit<CarePlan>('CarePlan', 'plan', (plan) => ({
      ...plan,
      text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">Lese høyt</div>' },
    }));
    const { resource, version } = await measureCalled('Lese høyt');
    await connector.update({ ...resource, status: 'completed' }, version);
    expect(partner.get<CarePlan>('CarePlan', 'plan').text).toBeUndefined();
  });

  test('answers missing for a measure that it leaves out, and stale to an update of it', async () => {
    await remember();
    const { peerId, version, resource } = await measureCalled('Lese høyt');
    partner.edit<CarePlan>('CarePlan', 'plan', (plan) => ({ ...plan, activity: [WALK] }));
    expect(await connector.read('ServiceRequest', peerId)).toEqual({ missing: true });
    expect(await connector.update({ ...resource, status: 'completed' }, version)).toEqual({ stale: true });
    partner.delete('CarePlan', 'plan');
    expect(await connector.read('ServiceRequest', peerId)).toEqual({ missing: true });
    expect(await connector.update({ ...resource, status: 'completed' }, version)).toEqual({ stale: true });
  });

  test.each([[[WALK]], [[]]])(
    'gets back what it left out, where the plan that is written lists it: %j',
    async (left) => {
      await remember();
      const whole = await read('CarePlan', 'plan');
      const { activity: _, ...rest } = PLAN;
      partner.put({ ...rest, ...(left.length > 0 ? { activity: left } : {}) });
      const now = await read('CarePlan', 'plan');
      await connector.update({ ...(whole.resource as CarePlan) }, now.version);
      expect(partner.get<CarePlan>('CarePlan', 'plan').activity).toEqual([WALK, READ]);
    },
  );

  test('can lose all of its measures, and says so by its own version from then on', async () => {
    await remember();
    const { resource, version } = await read('CarePlan', 'plan');
    const { activity: _, ...without } = resource as CarePlan;
    const answer = await connector.update(without as CarePlan, version);
    expect(answer).toMatchObject({ held: { version: '2' } });
    expect(partner.get<CarePlan>('CarePlan', 'plan').activity).toBeUndefined();
  });

  test('is named by what points at its measures, and pointed at again on the way back', async () => {
    const { peerId } = await measureCalled('Gangtrening');
    const task: Task = {
      resourceType: 'Task',
      status: 'requested',
      intent: 'plan',
      basedOn: [{ reference: `ServiceRequest/${peerId}`, display: 'Gangtrening' }],
    };
    const held = await connector.create(task, originIdentifier('1f0c8a52-6f1e-4f0e-9d59-0f7a43a1c001'));
    const [sent] = partner.all<Task>('Task');
    expect(sent?.basedOn).toEqual([
      { display: 'Gangtrening', type: 'ServiceRequest', identifier: { system: expect.any(String), value: peerId } },
    ]);
    expect((held.resource as Task).basedOn).toEqual(task.basedOn);
    expect((await read('Task', held.peerId)).resource).toEqual(held.resource);
  });

  test('that comes twice in a run has the same measures twice, also those that were never told', async () => {
    const moved = { ...PLAN, activity: [{ detail: { ...READ.detail, description: 'for barnebarna' } }, WALK] };
    const versions = [PLAN, moved].map((resource, index) => ({
      type: 'CarePlan',
      peerId: 'plan',
      version: `${index}`,
      resource,
    }));
    connector = createLiftedConnector(feedOf(...versions), { store, partner: PARTNER, measures: 'requests' });
    const given = (await all()).filter(({ type }) => type === 'ServiceRequest');
    expect(given.map(({ resource }) => (resource as ServiceRequest).code?.text)).toEqual([
      'Gangtrening',
      'Lese høyt',
      'Lese høyt',
    ]);
    expect(given[2]?.peerId).toBe(given[1]?.peerId);
  });

  test('that is nested too deep comes as it is', async () => {
    let deep: unknown = 'x';
    for (let level = 0; level < 20_000; level += 1) deep = [deep];
    const plan = { type: 'CarePlan', peerId: 'deep', version: '1', resource: { ...PLAN, deep } };
    connector = createLiftedConnector(feedOf(plan), { store, partner: PARTNER, measures: 'requests' });
    expect(await all()).toEqual([plan]);
  });
});

test('a partner over HTTP takes measures one after the other, guarded by its own version of the plan', async () => {
  const peer = await startPeer();
  try {
    await peer.controls.seed([PLAN]);
    const inner = createFhirRestConnector({ url: peer.url });
    const partnerThere = { name: PARTNER.name, base: peer.url };
    connector = createLiftedConnector(inner, { store, partner: partnerThere, measures: 'requests' });
    const [plan, ...measures] = await all();
    await remember();
    for (const { resource, version } of measures) {
      const answer = await connector.update({ ...(resource as ServiceRequest), status: 'completed' }, version);
      expect(answer).toMatchObject({ held: { resource: { status: 'completed' } } });
    }
    expect((await read('CarePlan', 'plan')).version).toBe(plan?.version);
    const there = (await peer.controls.all()).find((one) => one.resourceType === 'CarePlan') as CarePlan;
    expect(there.activity).toEqual(
      [WALK, READ].map((item) => ({
        ...item,
        detail: { ...item.detail, status: 'completed' },
      })),
    );
    const writes = (await peer.controls.journal()).filter(({ method }) => method === 'PUT');
    expect(new Set(writes.map(({ headers }) => headers['if-match'])).size).toBe(2);
  } finally {
    await peer.close();
  }
});

describe('a plan that stands inline in what is written', () => {
  test('stays so in the answer, and afterwards', async () => {
    const held = await connector.create(
      { ...PLAN, id: 'ours' },
      originIdentifier('1f0c8a52-6f1e-4f0e-9d59-0f7a43a1c001'),
    );
    expect((held.resource as CarePlan).activity).toEqual(PLAN.activity);
    await store.commit({
      counterparts: [
        {
          partner: PARTNER.name,
          type: 'CarePlan',
          id: 'ours',
          person: 'p',
          peerId: held.peerId,
          echoed: held.resource,
          frozen: false,
        },
      ],
    });
    expect(await read('CarePlan', held.peerId)).toEqual(held);
    const answer = await connector.update({ ...(held.resource as CarePlan), title: 'Ny' }, held.version);
    expect(answer).toMatchObject({ held: { resource: { title: 'Ny', activity: PLAN.activity } } });
  });
});

describe('a partner that has no other measures than inline', () => {
  const OUR_ID = '1f0c8a52-6f1e-4f0e-9d59-0f7a43a1c001';
  const ORIGIN = originIdentifier(OUR_ID);
  const SWIM: ServiceRequest = {
    resourceType: 'ServiceRequest',
    identifier: [ORIGIN],
    status: 'active',
    intent: 'plan',
    code: { text: 'Svømme' },
    priority: 'routine',
    subject: { reference: 'Patient/ingrid' },
    basedOn: [{ reference: 'CarePlan/plan' }],
  };

  beforeEach(async () => {
    open('inline');
    partner.put(PLAN);
    await remember();
    await store.commit({
      counterparts: [
        { partner: PARTNER.name, type: 'ServiceRequest', id: OUR_ID, person: 'person', echoed: SWIM, frozen: false },
      ],
    });
    partner.refuses = ({ type }) => type === 'ServiceRequest';
  });

  const inPlan = () => partner.get<CarePlan>('CarePlan', 'plan').activity?.map(({ detail }) => detail?.code?.text);

  test('gets a new one into its plan, behind the others', async () => {
    const held = await connector.create(SWIM, ORIGIN);
    expect(inPlan()).toEqual(['Gangtrening', 'Lese høyt', 'Svømme']);
    expect(held.resource).toEqual({ ...SWIM, id: held.peerId });
    expect(await read('ServiceRequest', held.peerId)).toEqual(held);
    expect(await connector.findByIdentifier('ServiceRequest', ORIGIN)).toEqual([held]);
  });

  test('has it once, also when the answer was lost', async () => {
    partner.losesAnswers = 1;
    await expect(connector.create(SWIM, ORIGIN)).rejects.toMatchObject({ code: 'partner-unreachable' });
    const [found] = await connector.findByIdentifier('ServiceRequest', ORIGIN);
    expect(found?.resource).toMatchObject({ identifier: [ORIGIN], code: { text: 'Svømme' } });
    expect(await connector.create(SWIM, ORIGIN)).toEqual(found);
    expect(inPlan()).toEqual(['Gangtrening', 'Lese høyt', 'Svømme']);
  });

  test('has none of what was never there', async () => {
    expect(await connector.findByIdentifier('ServiceRequest', ORIGIN)).toEqual([]);
    expect(await connector.findByIdentifier('ServiceRequest', originIdentifier('nobody'))).toEqual([]);
  });

  test('gets one that says no plan into the person’s own', async () => {
    const { basedOn: _, ...loose } = SWIM;
    partner.put({ ...PLAN, id: 'part', partOf: [{ reference: 'CarePlan/plan' }] });
    await remember();
    await connector.create(loose as ServiceRequest, ORIGIN);
    expect(inPlan()).toEqual(['Gangtrening', 'Lese høyt', 'Svømme']);
  });

  test('refuses one where it has no plan, and one that its plan drops', async () => {
    const { basedOn: _, ...loose } = SWIM;
    const nobodys = originIdentifier('9f0c8a52-6f1e-4f0e-9d59-0f7a43a1c001');
    await expect(connector.create(loose as ServiceRequest, nobodys)).rejects.toMatchObject({ code: 'partner-refused' });
    partner.normalize = (plan) => ({ ...(plan as CarePlan), activity: [WALK] });
    await expect(connector.create(SWIM, ORIGIN)).rejects.toMatchObject({ code: 'partner-refused' });
  });

  test('is asked for a need report as for any other resource', async () => {
    const report: ServiceRequest = {
      ...SWIM,
      code: { coding: [{ system: 'http://samplan.no/fhir/CodeSystem/service-request-kind', code: 'need-report' }] },
    };
    await expect(connector.create(report, ORIGIN)).rejects.toMatchObject({ code: 'partner-refused' });
    expect(partner.requests.at(-1)).toMatchObject({ what: 'create', type: 'ServiceRequest' });
  });
});
