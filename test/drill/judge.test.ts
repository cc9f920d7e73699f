import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { AuditEvent, CarePlan, Goal, Provenance, Resource } from '@medplum/fhirtypes';
import { TYPES } from '../../src/connector/fhir-rest/options.ts';
import { NATIONAL } from '../../src/record/systems.ts';
import type { Stored } from '../../src/store/store.ts';
import type { Exchange } from '../demo/peer/journal.ts';
import { check } from '../simulation/invariants.ts';
import { nameIn } from '../simulation/ledger.ts';
import { PARTIES } from '../simulation/papers.ts';
import { textOf, withText } from '../simulation/part-text.ts';
import { comeToRest } from '../simulation/quiet.ts';
import { type EditKind, GATE, type Traits } from '../simulation/scenario.ts';
import type { Invariant } from '../simulation/violation.ts';
import { World } from '../simulation/world.ts';
import { judge, type Remains } from './judge.ts';

const PARTNER: Traits = {
  habits: {},
  makes: 'nothing',
  measures: 'requests',
  pull: 'auto',
  skewMs: 0,
  pageSize: 50,
  overlapSeconds: 60,
  knowsPersons: true,
};
const EDITS: readonly EditKind[] = ['adds-goal', 'rewrites-goal', 'adds-measure', 'rewrites-measure'];
const AT = '2026-11-22T12:00:00.000Z';

let world: World;
let remains: Remains;
let person: string;
/** As long as nothing is changed about what is left, nothing is wrong with it. */
beforeEach(async () => {
  world = await World.open({ partners: [PARTNER, PARTNER], persons: 2, steps: [] });
  const journals = world.partners.map((partner) => {
    const journal: Exchange[] = [];
    const weigh = partner.onLeaving;
    partner.onLeaving = async (leaving) => {
      const { method, type, id, body } = leaving;
      journal.push(sent(method, id === undefined ? type : `${type}/${id}`, JSON.parse(body)));
      await weigh(leaving);
    };
    return journal;
  });
  for (const at of [GATE, 0, 1]) {
    await comeToRest(world, [0, 1]);
    for (const kind of EDITS) await world.take({ do: 'edit', kind, at, who: 0, which: 0 });
  }
  await comeToRest(world, [0, 1]);
  await check(world);
  remains = {
    store: world.disk,
    controller: world.context.controller,
    ledger: world.ledger,
    partners: world.partners.map((partner, index) => ({
      url: partner.base,
      held: TYPES.flatMap((type) => partner.all(type)),
      journal: journals[index] ?? [],
    })),
  };
  expect(world.violations).toEqual([]);
  expect(await judge(remains)).toEqual([]);
  const name = nameIn(textOf(heldAtTrust().goal));
  for (const one of await world.people()) {
    const { parts } = await world.disk.record(one.person);
    if (parts.some(({ resource }) => nameIn(textOf(resource)) === name)) person = one.person;
  }
});
afterEach(() => world.close());

function sent(method: string, path: string, body: unknown): Exchange {
  const headers = { prefer: 'return=representation' };
  return { method, path: `/fhir/${path}`, headers, body, delivered: true };
}

async function found(left: Remains = remains): Promise<ReadonlySet<Invariant>> {
  return new Set((await judge(left)).map(({ invariant }) => invariant));
}

/** What the trust is said to hold, or to have been sent, instead. */
function atTrust(change: Partial<Remains['partners'][number]>): Remains {
  const [fjordvik, trust] = remains.partners as [Remains['partners'][number], Remains['partners'][number]];
  return { ...remains, partners: [fjordvik, { ...trust, ...change }] };
}

function heldAtTrust(): {
  readonly held: readonly Resource[];
  readonly goal: Goal;
  readonly others: readonly Resource[];
} {
  const held = remains.partners[1]?.held ?? [];
  const goal = held.find((one): one is Goal => one.resourceType === 'Goal' && nameIn(textOf(one)) !== undefined);
  if (!goal) throw new Error('The trust has no goal');
  return { held, goal, others: held.filter((one) => one !== goal) };
}

/** Commits past every gate, with traces that say who did it. */
async function commit(
  resource: Resource,
  organization: string,
  { isTraced = true, version = 1, owner }: { isTraced?: boolean; version?: number; owner?: string } = {},
): Promise<void> {
  const reference = `${resource.resourceType}/${resource.id}/_history/${version}`;
  const who = { identifier: { system: NATIONAL.organization, value: organization } };
  const provenance: Provenance = {
    resourceType: 'Provenance',
    id: `p-${resource.id}`,
    target: [{ reference }],
    recorded: AT,
    agent: [{ who }],
  };
  const entry: AuditEvent = {
    resourceType: 'AuditEvent',
    id: `a-${resource.id}`,
    type: { code: 'rest' },
    action: 'C',
    recorded: AT,
    agent: [{ who, requestor: true }],
    source: { observer: who },
    entity: [{ what: { reference } }],
  };
  const traces = isTraced ? [provenance, entry] : [];
  await remains.store.commit({
    writes: [
      { resource, version, record: person, ...(owner === undefined ? {} : { owner }) },
      ...traces.map((trace) => ({ resource: trace, version: 1 })),
    ],
  });
}

function goalOf(id: string, text: string): Goal {
  const subject = { reference: `Patient/${person}` };
  return { resourceType: 'Goal', id, lifecycleStatus: 'active', description: { text }, subject };
}

test('I1: an edit that was acknowledged and stands nowhere', async () => {
  world.ledger.write(nameIn(textOf(heldAtTrust().goal)) ?? '', GATE, '');
  expect(await found()).toContain('I1');
});

test('I1: a version that is gone', async () => {
  const sound = await remains.store.check();
  const store = new Proxy(remains.store, {
    get(target, name) {
      const finding = { code: 'version-missing', place: 'Goal/1' } as const;
      if (name === 'check') return async () => ({ ...sound, findings: [finding] });
      const method: unknown = Reflect.get(target, name);
      return typeof method === 'function' ? method.bind(target) : method;
    },
  });
  expect(await found({ ...remains, store })).toEqual(new Set(['I1']));
});

test('I2: what was sent to somebody who may not have it', async () => {
  const { name } = world.ledger.newPart('goal', 17, []);
  const goal = goalOf('secret', world.ledger.write(name, GATE, ''));
  world.ledger.leaveOpen(textOf(goal) ?? '');
  const journal = [...(remains.partners[1]?.journal ?? []), sent('PUT', 'Goal/17', goal)];
  expect(await found(atTrust({ journal }))).toContain('I2');
});

test('I3: a partner in step that holds another text, or does not hold the part', async () => {
  const { goal, others } = heldAtTrust();
  const name = nameIn(textOf(goal));
  expect(await found(atTrust({ held: [...others, withText(goal, `${name}·e9999·`)] }))).toEqual(new Set(['I3']));
  expect(await found(atTrust({ held: others }))).toContain('I3');
});

test('I4: a part that is there twice, at a partner or here', async () => {
  const { held, goal } = heldAtTrust();
  expect(await found(atTrust({ held: [...held, { ...goal, id: 'again' }] }))).toEqual(new Set(['I4']));
  await commit(goalOf('twice', textOf(goal) ?? ''), '310600016');
  expect(await found()).toContain('I4');
});

test('I5: a change in a pass of a partner that never had the part', async () => {
  const { name } = world.ledger.newPart('goal', 0, []);
  const text = world.ledger.write(name, GATE, '');
  await commit(goalOf('strange', text), PARTIES[1]?.organization ?? '');
  expect(await found()).toContain('I5');
});

test('I6: a second active plan of one person', async () => {
  const plan: CarePlan = {
    resourceType: 'CarePlan',
    id: 'second',
    status: 'active',
    intent: 'plan',
    subject: { reference: `Patient/${person}` },
  };
  await commit(plan, '310600016');
  expect(await found()).toContain('I6');
});

test('I7: a version without traces', async () => {
  await commit(goalOf('untraced', 'Uten spor'), '310600016', { isTraced: false });
  expect(await found()).toEqual(new Set(['I7']));
});

test('I7: a write that was not announced', async () => {
  const goal = {
    ...goalOf('', 'Ikke varslet'),
    identifier: [{ system: 'urn:ietf:rfc:3986', value: 'urn:uuid:unknown' }],
  };
  const journal = [...(remains.partners[1]?.journal ?? []), sent('POST', 'Goal', goal)];
  expect(await found(atTrust({ journal }))).toEqual(new Set(['I7']));
});

/** Of the trust's: one that the municipality made for it, and the trust performs. */
async function measureOfTrust(): Promise<Stored> {
  const { organization } = PARTIES[1] as (typeof PARTIES)[number];
  const { parts } = await remains.store.record(person);
  const found = parts.find(
    ({ resource, owner }) => resource.resourceType === 'ServiceRequest' && owner === organization,
  );
  if (!found) throw new Error('No measure is the trust’s');
  return found;
}

test('I9: a measure that is another’s than it says wherever it is pulled from', async () => {
  const { resource, version } = await measureOfTrust();
  await commit(resource, '310600016', { version: version + 1, owner: PARTIES[0]?.organization ?? '' });
  const [one, ...others] = await judge(remains);
  expect(one?.invariant).toBe('I9');
  expect(one?.text).toContain(nameIn(textOf(resource)));
  expect(others).toEqual([]);
});

test('I9: a copy that leads back to nothing, and is another part to who pulls it anew', async () => {
  const { held, goal, others } = heldAtTrust();
  const { identifier: _origin, ...nobodys } = goal;
  expect(held).toContain(goal);
  expect(await found(atTrust({ held: [...others, nobodys] }))).toEqual(new Set(['I9']));
});
