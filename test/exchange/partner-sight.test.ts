import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { decide } from '../../src/consent/decide.ts';
import type { Party } from '../../src/consent/party.ts';
import { changes } from '../../src/exchange/changes.ts';
import { loadRecord } from '../../src/exchange/load-record.ts';
import type { Sight } from '../../src/exchange/sight.ts';
import { sightOf } from '../../src/exchange/sight-of.ts';
import { lastVersion, nextVersion } from '../../src/exchange/writes.ts';
import { ownersOf } from '../../src/record/owner.ts';
import { keyOf } from '../../src/record/record.ts';
import { referencesIn } from '../../src/record/references.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import {
  AT,
  access,
  accessToAllBut,
  FJORDVIK,
  GRANLI,
  goal,
  measure,
  NAV,
  opposition,
  patient,
  plan,
  planMade,
  relative,
  TRUST,
  team,
} from '../record/fixtures.ts';

/** The same worlds in every run; `SEED=51 RUNS=5000` searches further. */
const { RUNS = '60', SEED = '20261127' } = process.env;
const CONTROLLER: Party = { name: 'Samplan', organization: '310600016', sector: 'municipal' };

let store: Store;

beforeEach(async () => {
  store = await openSqliteStore({ file: ':memory:' });
});

afterEach(() => store.close());

const see = (caller: Party): Sight => sightOf({ store, controller: CONTROLLER, now: () => AT }, caller);

/** Writes the next version of each, as its owner's. */
async function put(resources: readonly Resource[], owner: Party = FJORDVIK): Promise<void> {
  for (const resource of resources) {
    const previous = await store.read(resource.resourceType, resource.id ?? '');
    const write = nextVersion(resource, previous, AT);
    await store.commit({ writes: [{ ...write, record: 'ingrid', owner: owner.organization }] });
  }
}

const enrol = (partner: Party): Promise<unknown> =>
  store.commit({ links: [{ person: 'ingrid', partner: partner.name, standing: 'owed', attempts: 0 }] });

const whole = (): readonly Resource[] => [
  patient(),
  team('team', { participant: [{ member: { reference: 'RelatedPerson/mother' } }] }),
  relative('mother'),
  plan('plan', { goal: [{ reference: 'Goal/goal' }, { reference: 'Goal/hidden' }] }),
  goal(),
  goal('hidden', { description: { text: 'SECRET' } }),
  planMade(),
];

const without = (...hidden: readonly string[]): Resource => accessToAllBut(TRUST, hidden);

describe('a partner that asks', () => {
  test('gets as the whole record what it could read part by part, and nothing of whom it does not reach', async () => {
    await put([...whole(), without('Goal/hidden')]);
    expect(await see(TRUST).record('ingrid')).toBeUndefined();
    await enrol(TRUST);
    const trust = see(TRUST);
    const shown = await trust.record('ingrid');
    expect(shown?.map(({ resource }) => keyOf(resource))).toContain('Goal/goal');
    const read = await Promise.all(
      [...whole(), without('Goal/hidden')].map(({ resourceType, id = '' }) => trust.read(resourceType, id)),
    );
    const byKey = (all: typeof read) =>
      new Map(all.flatMap((one) => (one ? [[keyOf(one.resource), one.resource]] : [])));
    expect(byKey([...(shown ?? [])])).toEqual(byKey(read));
    expect(JSON.stringify(shown?.map(({ resource }) => resource))).not.toMatch(/SECRET|Goal\/hidden/u);
    expect(await trust.record('nobody')).toBeUndefined();
  });

  test('gets a history of a whole record that a change of what is hidden does not move', async () => {
    await put([...whole(), without('Goal/hidden')]);
    const told = async (after?: string) => {
      const page = await changes(store, see(TRUST), { person: 'ingrid', count: 3, ...(after ? { after } : {}) });
      const lines = page.changes.map(({ seen, isFirst }) => [keyOf(seen.resource), seen.tag, isFirst].join(' '));
      return { ...page, lines };
    };
    expect(await told()).toMatchObject({ lines: [], isOutOfReach: true });
    await enrol(TRUST);
    const all = async () => {
      const lines: string[] = [];
      let page = await told();
      lines.push(...page.lines);
      while (page.next !== undefined) {
        page = await told(page.next);
        lines.push(...page.lines);
      }
      return lines;
    };
    const before = await all();
    expect(before.length).toBeGreaterThan(3);
    expect(before.join('\n')).not.toMatch(/Goal\/hidden/u);
    await put([goal('hidden', { description: { text: 'SECRET too' } })]);
    await put([plan('plan', { goal: [{ reference: 'Goal/goal' }] })]);
    expect(await all()).toEqual(before);
    await put([goal('goal', { description: { text: 'Ny' } })]);
    expect(await all()).toHaveLength(before.length + 1);
    expect(await changes(store, see(TRUST), { person: 'nobody', count: 3 })).toEqual({ changes: [] });
  });

  test('reads what consent permits, and finds nothing where it does not', async () => {
    await put([...whole(), without('Goal/hidden')]);
    await enrol(TRUST);
    const trust = see(TRUST);
    expect((await trust.read('Goal', 'goal'))?.resource).toMatchObject({ id: 'goal' });
    expect(await trust.read('Goal', 'hidden')).toBeUndefined();
    expect(await trust.history('Goal', 'hidden')).toEqual([]);
    expect(await trust.read('Goal', 'none')).toBeUndefined();
  });

  test('sees no id of what is hidden in what it sees', async () => {
    await put([...whole(), without('Goal/hidden')]);
    await enrol(TRUST);
    const shown = await see(TRUST).read('CarePlan', 'plan');
    expect(shown?.resource).toMatchObject({ goal: [{ reference: 'Goal/goal' }] });
  });

  test('reads nothing of a person who is not enrolled with it, whatever she permits', async () => {
    await put([...whole(), without()]);
    for (const resource of whole()) {
      expect(await see(TRUST).read(resource.resourceType, resource.id ?? '')).toBeUndefined();
    }
    expect(await see(TRUST).search({ type: 'Goal', filters: [], count: 10 })).toMatchObject({ shown: [], total: 0 });
  });

  test('counts and pages what it sees, and no more', async () => {
    const goals = ['a', 'b', 'c', 'd', 'e'].map((id) => goal(id));
    await put([patient(), team(), plan(), planMade(), ...goals, without('Goal/b', 'Goal/d')]);
    await enrol(TRUST);
    const query = { type: 'Goal', filters: [], count: 2 } as const;
    const first = await see(TRUST).search(query);
    expect(first.shown.map(({ resource }) => resource.id)).toEqual(['a', 'c']);
    expect(first.total).toBe(3);
    const second = await see(TRUST).search({ ...query, after: first.next ?? '' });
    expect(second.shown.map(({ resource }) => resource.id)).toEqual(['e']);
    expect(second.next).toBeUndefined();
  });

  test('does not find by what it does not see', async () => {
    const hiddenCategory = { coding: [{ system: 'urn:x', code: 'psychiatry' }] };
    await put([...whole(), measure('m', { category: [hiddenCategory] }), without('ServiceRequest/m')]);
    await enrol(TRUST);
    const found = await see(TRUST).search({
      type: 'ServiceRequest',
      filters: [{ kind: 'token', name: 'category', values: [{ code: 'psychiatry' }] }],
      count: 10,
    });
    expect(found).toMatchObject({ shown: [], total: 0 });
  });

  test('cannot tell from tags, times or history that something hidden changed', async () => {
    await put([...whole(), without('Goal/hidden')]);
    await enrol(TRUST);
    const before = await see(TRUST).read('CarePlan', 'plan');
    const versions = await see(TRUST).history('CarePlan', 'plan');
    await put([plan('plan', { goal: [{ reference: 'Goal/goal' }] })]);
    await put([plan('plan', { goal: [{ reference: 'Goal/hidden' }, { reference: 'Goal/goal' }] })]);
    const after = await see(TRUST).read('CarePlan', 'plan');
    expect(after?.resource).toEqual(before?.resource);
    expect(after?.tag).toBe(before?.tag);
    expect((await see(TRUST).history('CarePlan', 'plan')).map(({ resource }) => resource)).toEqual(
      versions.map(({ resource }) => resource),
    );
    await put([plan('plan', { title: 'Ny tittel', goal: [{ reference: 'Goal/goal' }] })]);
    expect((await see(TRUST).read('CarePlan', 'plan'))?.tag).not.toBe(before?.tag);
    expect(await see(TRUST).history('CarePlan', 'plan')).toHaveLength(2);
  });

  test('reads an earlier version by the tag that it was given for it', async () => {
    await put([...whole(), without()]);
    await enrol(TRUST);
    const then = await see(TRUST).read('Goal', 'goal');
    await put([goal('goal', { description: { text: 'Noe annet' } })]);
    const earlier = await see(TRUST).version('Goal', 'goal', then?.tag ?? '');
    expect(earlier?.resource).toMatchObject({ description: { text: 'Gå tur i nærmiljøet' } });
    expect(await see(TRUST).version('Goal', 'goal', '1')).toBeUndefined();
  });

  test('sees of a version no more than of the present one', async () => {
    await put([...whole(), goal('late', { description: { text: 'SECRET' } }), without()]);
    await enrol(TRUST);
    expect(await see(TRUST).history('Goal', 'late')).toHaveLength(1);
    await put([without('Goal/late')]);
    expect(await see(TRUST).history('Goal', 'late')).toEqual([]);
  });

  test('is told that a part was deleted only where it would see it', async () => {
    await put(whole());
    await enrol(TRUST);
    const stored = await store.read('Goal', 'goal');
    if (!stored) throw new Error('not there');
    await store.commit({ writes: [lastVersion(stored, AT)] });
    expect(await see(TRUST).read('Goal', 'goal')).toBeUndefined();
    expect(await see(TRUST).history('Goal', 'goal')).toEqual([]);
    await put([without()]);
    expect((await see(TRUST).read('Goal', 'goal'))?.stored.deleted).toBe(true);
    expect((await see(FJORDVIK).read('Goal', 'goal'))?.stored.deleted).toBe(true);
  });

  test('lists nothing of the directory, and finds who has a number that it knows', async () => {
    const hpr = { system: 'urn:oid:2.16.578.1.12.4.1.4.4', value: '9144889' };
    const practitioner: Resource = { resourceType: 'Practitioner', id: 'p', identifier: [hpr] };
    await store.commit({ writes: [{ ...nextVersion(practitioner, undefined, AT), owner: FJORDVIK.organization }] });
    const search = (filters: Parameters<Sight['search']>[0]['filters']) =>
      see(TRUST).search({ type: 'Practitioner', filters, count: 10 });
    expect((await search([])).total).toBe(0);
    expect(
      (await search([{ kind: 'token', name: 'identifier', values: [{ system: hpr.system, code: hpr.value }] }])).total,
    ).toBe(1);
  });

  test('sees who changed a part that it sees, without our count of versions', async () => {
    await put([...whole(), without('Goal/hidden')]);
    await enrol(TRUST);
    const provenance = (id: string, target: string): Resource => ({
      resourceType: 'Provenance',
      id,
      target: [{ reference: `${target}/_history/7` }],
      recorded: AT,
      agent: [{ who: { identifier: { value: FJORDVIK.organization } } }],
      entity: [{ role: 'source', what: { reference: 'Goal/hidden/_history/1' } }],
    });
    await store.commit({
      writes: [provenance('seen', 'Goal/goal'), provenance('unseen', 'Goal/hidden')].map((one) =>
        nextVersion(one, undefined, AT),
      ),
    });
    expect((await see(TRUST).read('Provenance', 'seen'))?.resource).toMatchObject({
      target: [{ reference: 'Goal/goal' }],
    });
    expect(JSON.stringify((await see(TRUST).read('Provenance', 'seen'))?.resource)).not.toContain('hidden');
    expect(await see(TRUST).read('Provenance', 'unseen')).toBeUndefined();
    expect((await see(TRUST).search({ type: 'Provenance', filters: [], count: 10 })).total).toBe(1);
  });

  test('sees no access log', async () => {
    await put([...whole(), without()]);
    await enrol(TRUST);
    const event: Resource = {
      resourceType: 'AuditEvent',
      id: 'e',
      type: { code: 'rest' },
      recorded: AT,
      agent: [{ requestor: true }],
      source: { observer: { display: 'Samplan' } },
      entity: [{ what: { reference: 'Patient/ingrid' } }],
    };
    await store.commit({ writes: [nextVersion(event, undefined, AT)] });
    expect(await see(TRUST).read('AuditEvent', 'e')).toBeUndefined();
    expect((await see(TRUST).search({ type: 'AuditEvent', filters: [], count: 10 })).total).toBe(0);
    expect((await see(CONTROLLER).search({ type: 'AuditEvent', filters: [], count: 10 })).total).toBe(1);
  });
});

test('I2: nothing that is read, searched or in a history is denied at that moment', async () => {
  const parties: readonly Party[] = [FJORDVIK, TRUST, NAV, GRANLI];
  const consents = fc.array(
    fc.oneof(
      fc.constantFrom(...parties).map((party) => access(party, { id: `access-${party.organization}` })),
      fc
        .constantFrom(...parties)
        .map((party) => access(party, { id: `ended-${party.organization}`, status: 'inactive' as const })),
      fc.constantFrom(...parties).map((party) => opposition(party, { id: `against-${party.organization}` })),
    ),
    { maxLength: 4 },
  );
  await fc.assert(
    fc.asyncProperty(
      consents,
      fc.array(fc.constantFrom(...parties), { minLength: 12, maxLength: 12 }),
      fc.constantFrom(...parties),
      fc.boolean(),
      async (given, owners, caller, isEnrolled) => {
        await store.close();
        store = await openSqliteStore({ file: ':memory:' });
        const resources = [...whole(), ...new Map(given.map((one) => [one.id, one])).values()];
        for (const [index, resource] of resources.entries()) await put([resource], owners[index]);
        // A second version, so that there is a history to leak.
        for (const [index, resource] of resources.entries()) await put([resource], owners[index]);
        if (isEnrolled) await enrol(caller);
        const { record } = await loadRecord(store, 'ingrid');
        const isPermitted = (key: string): boolean => {
          const part = record.parts.get(key);
          return part !== undefined && decide(record, part, caller, 'coordination', AT).effect === 'permit';
        };
        const owns = [...record.parts.values()].some((part) =>
          ownersOf(part, record.directory).includes(caller.organization),
        );
        for (const { resourceType, id = '' } of resources) {
          const sight = see(caller);
          const page = await sight.search({ type: resourceType, filters: [], count: 50 });
          const all = [await sight.read(resourceType, id), ...page.shown, ...(await sight.history(resourceType, id))];
          const shown = all.flatMap((one) => (one ? [one.resource] : []));
          const changed = (await changes(store, sight, { type: resourceType, person: 'ingrid', count: 50 })).changes;
          shown.push(...changed.map(({ seen }) => seen.resource));
          expect(page.total).toBe(page.shown.length);
          if (!isEnrolled && !owns) expect(shown).toEqual([]);
          for (const resource of shown) {
            expect([keyOf(resource), isPermitted(keyOf(resource))]).toEqual([keyOf(resource), true]);
            const inside = referencesIn(resource).filter((reference) => record.parts.has(reference));
            expect(inside.filter((reference) => !isPermitted(reference))).toEqual([]);
          }
        }
      },
    ),
    { numRuns: Number(RUNS), seed: Number(SEED) },
  );
});
