import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { CarePlan, Consent, Goal, Patient, Resource, Task } from '@medplum/fhirtypes';
import type { Connector } from '../../src/connector/connector.ts';
import { createFhirRestConnector } from '../../src/connector/fhir-rest/create-fhir-rest-connector.ts';
import { createLiftedConnector } from '../../src/connector/lifted/create-lifted-connector.ts';
import type { Context, Partner, Party } from '../../src/exchange/context.ts';
import { resolveConflict } from '../../src/exchange/resolve-conflict.ts';
import { listen } from '../../src/http/listen.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { runPass } from '../../src/sync/run.ts';
import { createValidator } from '../../src/validation/validation.ts';
import { wireApp } from '../http/harness.ts';
import { PartnerInMemory } from '../sync/partner-in-memory.ts';
import { directory, FJORDVIK, TRUST } from './papers.ts';
import { INGRIDS, SILENT } from './stage.ts';

const validator = createValidator({ packages: ['profiles/package'] });
const BERGLI: Party = { name: 'Bergli kommune', organization: '310604011', sector: 'municipal' };

/** A Samplan that serves its REST endpoint on the loopback interface. */
class Installation {
  readonly context: Context;
  readonly url: string;
  readonly #partners: Partner[];
  readonly #close: () => Promise<void>;

  private constructor(context: Context, partners: Partner[], url: string, close: () => Promise<void>) {
    this.context = context;
    this.#partners = partners;
    this.url = url;
    this.#close = close;
  }

  static async start(controller: Party): Promise<Installation> {
    const store = await openSqliteStore({ file: ':memory:' });
    const partners: Partner[] = [];
    const now = (): string => new Date().toISOString();
    const context: Context = { store, validator, controller, partners, now, newId: randomUUID };
    const { app } = wireApp(context);
    const server = await listen(app, { host: '127.0.0.1', port: 0 });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/fhir`;
    return new Installation(context, partners, url, async () => {
      server.closeAllConnections();
      server.close();
      await store.close();
    });
  }

  get store(): Store {
    return this.context.store;
  }

  with(party: Party, base: string, connector: Connector): this {
    const { store } = this;
    const partner = { name: party.name, base };
    this.#partners.push({
      ...party,
      mode: 'both',
      agreement: 'https://avtale.example.no/1',
      profiles: [],
      base,
      configuration: '1',
      connector: createLiftedConnector(connector, { store, partner, measures: 'requests' }),
    });
    return this;
  }

  withSystem(party: Party, system: PartnerInMemory): this {
    return this.with(party, 'https://system.example.no/fhir', system);
  }

  /** @param meanwhile what happens once everything is pulled, before anything is written to it for the first time */
  withSamplan({ context: { controller }, url }: Installation, meanwhile?: () => Promise<unknown>): this {
    let pending = meanwhile;
    const watched: typeof fetch = async (input, init) => {
      const first = init?.method === 'POST' ? pending : undefined;
      if (first) pending = undefined;
      await first?.();
      return fetch(input, init);
    };
    return this.with(controller, url, createFhirRestConnector({ url, fetch: watched }));
  }

  /** What passes over all partners wrote to them. */
  async passes(): Promise<number> {
    let delivered = 0;
    for (const partner of this.#partners) {
      const options = { owner: 'test', atOnce: true, random: () => 0.5, log: SILENT };
      delivered += (await runPass(this.context, partner, options)).delivered;
    }
    return delivered;
  }

  async standings(): Promise<readonly string[]> {
    const { persons } = await this.store.changedSince(0);
    return (await Promise.all(persons.map((person) => this.store.links(person))))
      .flat()
      .map(({ standing }) => standing);
  }

  async all<R extends Resource>(type: R['resourceType']): Promise<readonly R[]> {
    const { resources } = await this.store.search({ type, filters: [], count: 500 });
    return resources.map(({ resource }) => resource as R);
  }

  close(): Promise<void> {
    return this.#close();
  }
}

const open: Installation[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});
const samplan = async (controller: Party): Promise<Installation> => {
  const one = await Installation.start(controller);
  open.push(one);
  return one;
};

/** Passes of everybody in turn until nobody has anything to write. */
async function settle(...installations: readonly Installation[]): Promise<void> {
  for (let round = 0; round < 12; round += 1) {
    let delivered = 0;
    let moved = 0;
    for (const one of installations) {
      const { seq } = await one.store.changedSince(0);
      delivered += await one.passes();
      moved += (await one.store.changedSince(seq)).persons.length;
    }
    if (delivered === 0 && moved === 0) return;
  }
  throw new Error('Twelve rounds, and still something moves');
}

/** All but consents: one that lets another organization see the plan is shown to nobody else. */
const IN_RECORDS = ['Patient', 'CarePlan', 'Goal', 'ServiceRequest', 'CareTeam', 'Task'] as const;
const countsOf = async (one: Installation) =>
  Promise.all(IN_RECORDS.map(async (type) => `${type} ${(await one.all(type)).length}`));
const goalsAt = (system: PartnerInMemory) =>
  system
    .all<Goal>('Goal')
    .map(({ description }) => description.text)
    .toSorted();

const fjordviks = (): PartnerInMemory => {
  const system = new PartnerInMemory('fjordvik');
  system.put(...directory('fjordvik'), ...INGRIDS.whole());
  return system;
};
const trusts = (): PartnerInMemory => {
  const system = new PartnerInMemory('trust');
  system.put(...directory('trust'));
  return system;
};
const edit = (system: PartnerInMemory, from: string, to: string): void => {
  const goal = system.all<Goal>('Goal').find(({ description }) => description.text === from);
  system.put({ ...(goal as Goal), description: { text: to } });
};

describe('two installations that are partners of each other', () => {
  const openBoth = async () => {
    const [fjordvik, trust] = [fjordviks(), trusts()];
    const municipal = await samplan(FJORDVIK);
    const specialist = await samplan(TRUST);
    municipal.withSystem(FJORDVIK, fjordvik).withSamplan(specialist);
    specialist.withSystem(TRUST, trust).withSamplan(municipal);
    return { fjordvik, trust, municipal, specialist };
  };

  test('bring a plan from the system of one to the system of the other, each part once', async () => {
    const { fjordvik, trust, municipal, specialist } = await openBoth();
    await settle(municipal, specialist);
    expect(goalsAt(trust)).toEqual(goalsAt(fjordvik));
    expect(trust.all('CarePlan')).toHaveLength(1);
    expect(await countsOf(specialist)).toEqual(await countsOf(municipal));
    expect(new Set([...(await municipal.standings()), ...(await specialist.standings())])).toEqual(
      new Set(['in-step']),
    );
  });

  test('bring edits both ways', async () => {
    const { fjordvik, trust, municipal, specialist } = await openBoth();
    await settle(municipal, specialist);
    edit(trust, 'Lese høyt for barnebarna', 'Lese for barnebarna hver søndag');
    edit(fjordvik, 'Gå til butikken alene', 'Gå til butikken og tilbake');
    await settle(municipal, specialist);
    expect(goalsAt(fjordvik)).toEqual(['Gå til butikken og tilbake', 'Lese for barnebarna hver søndag']);
    expect(goalsAt(trust)).toEqual(goalsAt(fjordvik));
    expect(await countsOf(specialist)).toEqual(await countsOf(municipal));
  });

  test('keep the precision of a decimal, also past a system that does not', async () => {
    const { fjordvik, trust, municipal, specialist } = await openBoth();
    await settle(municipal, specialist);
    const goal = (await municipal.all<Goal>('Goal')).find(
      ({ description }) => description.text === 'Gå til butikken alene',
    );
    const patched = await fetch(`${municipal.url}/Goal/${goal?.id}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json-patch+json' },
      body: '[{"op":"add","path":"/target","value":[{"measure":{"text":"m"},"detailQuantity":{"value":60.50,"unit":"m"},"dueDate":"2027-01-01"}]}]',
    });
    expect(patched.status).toBe(200);
    await settle(municipal, specialist);
    edit(trust, 'Gå til butikken alene', 'Gå til butikken og tilbake');
    await settle(municipal, specialist);
    expect(goalsAt(fjordvik)).toContain('Gå til butikken og tilbake');
    for (const one of [municipal, specialist])
      expect(JSON.stringify(await one.all('Goal'))).toContain('"detailQuantity":{"value":60.50,"unit":"m"}');
    expect(await municipal.standings()).not.toContain('in-conflict');
  });

  test('keep a conflict where it arose, and its decision reaches every side', async () => {
    const { fjordvik, trust, municipal, specialist } = await openBoth();
    await settle(municipal, specialist);
    edit(fjordvik, 'Gå til butikken alene', 'Gå til butikken og tilbake');
    edit(trust, 'Gå til butikken alene', 'Gå til butikken med følge');
    await settle(municipal, specialist);
    const tasks = [...(await municipal.all<Task>('Task')), ...(await specialist.all<Task>('Task'))];
    expect(tasks.map(({ status }) => status)).toEqual(['requested']);
    const [where] = (await municipal.all('Task')).length > 0 ? [municipal] : [specialist];
    const { context } = where as Installation;
    await resolveConflict(context, context.controller, tasks[0]?.id ?? '', { take: 'partner' });
    await settle(municipal, specialist);
    expect(goalsAt(fjordvik)).toEqual(goalsAt(trust));
    expect(await countsOf(specialist)).toEqual([
      'Patient 1',
      'CarePlan 1',
      'Goal 2',
      'ServiceRequest 2',
      'CareTeam 1',
      expect.anything(),
    ]);
  });

  test('take a denial that one derived for none of the other’s consents', async () => {
    const { fjordvik, municipal, specialist } = await openBoth();
    await settle(municipal, specialist);
    const consent = fjordvik.get<Consent>('Consent', INGRIDS.id(`access-${TRUST.organization}`));
    fjordvik.put({ ...consent, status: 'inactive' });
    await settle(municipal, specialist);
    const derived = (list: readonly Consent[]) =>
      list.filter(({ meta }) => meta?.tag?.some(({ code }) => code === 'derived')).length;
    expect(derived(await municipal.all<Consent>('Consent'))).toBe(1);
    expect(derived(await specialist.all<Consent>('Consent'))).toBeLessThanOrEqual(1);
    const before = (await municipal.all('Consent')).length;
    await settle(specialist, municipal);
    expect((await municipal.all('Consent')).length).toBe(before);
  });

  test('know a child without a number as one child', async () => {
    const { fjordvik, municipal, specialist } = await openBoth();
    const patient = fjordvik.get<Patient>('Patient', INGRIDS.id('patient'));
    const { identifier: _number, ...newborn } = patient;
    fjordvik.put(newborn);
    await settle(municipal, specialist);
    expect(await municipal.all('Patient')).toHaveLength(1);
    expect(await specialist.all('Patient')).toHaveLength(1);
    expect(await countsOf(specialist)).toEqual(await countsOf(municipal));
  });
});

describe('three installations in a ring', () => {
  const openRing = async () => {
    const systems = [fjordviks(), trusts(), new PartnerInMemory('bergli')] as const;
    systems[0].put(INGRIDS.access(BERGLI));
    const parties = [FJORDVIK, TRUST, BERGLI];
    const ring = await Promise.all(parties.map(samplan));
    for (const [index, one] of ring.entries()) {
      one.withSystem(parties[index] as Party, systems[index] as PartnerInMemory);
      for (const other of ring) if (other !== one) one.withSamplan(other);
    }
    return { systems, ring };
  };

  test('have each part once, whoever brought it, and come to rest', async () => {
    const { systems, ring } = await openRing();
    await settle(...ring);
    const counts = await Promise.all(ring.map(countsOf));
    expect(counts[1]).toEqual(counts[0]);
    expect(counts[2]).toEqual(counts[0]);
    for (const system of systems) expect(goalsAt(system)).toEqual(goalsAt(systems[0]));
  });

  test('bring what is new at any of them to all, once', async () => {
    const { systems, ring } = await openRing();
    await settle(...ring);
    for (const [index, system] of systems.entries()) {
      const plan = system.all<CarePlan>('CarePlan')[0] as CarePlan;
      const id = `new-${index}`;
      system.put({
        resourceType: 'Goal',
        id,
        lifecycleStatus: 'active',
        description: { text: `Nytt mål ${index}` },
        subject: plan.subject,
      });
      system.put({ ...plan, goal: [...(plan.goal ?? []), { reference: `Goal/${id}` }] });
    }
    await settle(...ring);
    for (const system of systems) expect(goalsAt(system)).toHaveLength(5);
    const counts = await Promise.all(ring.map(countsOf));
    expect(counts[1]).toEqual(counts[0]);
    expect(counts[2]).toEqual(counts[0]);
    expect(counts[0]).toContain('Goal 5');
  });

  test('find what came another way since they looked', async () => {
    const [system, ...rest] = [fjordviks(), trusts(), new PartnerInMemory('bergli')] as const;
    system.put(INGRIDS.access(BERGLI));
    const [fjordvik, trust, bergli] = await Promise.all([samplan(FJORDVIK), samplan(TRUST), samplan(BERGLI)]);
    fjordvik.withSystem(FJORDVIK, system);
    await fjordvik.passes();
    bergli.withSystem(BERGLI, rest[1]).withSamplan(fjordvik);
    trust
      .withSystem(TRUST, rest[0])
      .withSamplan(fjordvik)
      .withSamplan(bergli, () => bergli.passes());
    await trust.passes();
    await settle(fjordvik, trust, bergli);
    expect(await countsOf(bergli)).toEqual(await countsOf(fjordvik));
    expect(await countsOf(trust)).toEqual(await countsOf(fjordvik));
  });
});
