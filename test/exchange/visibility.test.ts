import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CarePlan, Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import type { Party } from '../../src/consent/party.ts';
import { outlookFor } from '../../src/exchange/outlook.ts';
import type { Sight } from '../../src/exchange/sight.ts';
import { sightOf } from '../../src/exchange/sight-of.ts';
import { nextVersion } from '../../src/exchange/writes.ts';
import { recordOf } from '../../src/record/record.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import {
  AT,
  access,
  accessToAllBut,
  conflictTaskAbout,
  FJORDVIK,
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

/** What a hidden part could be known by (design: Consent), on both ways out: what is asked for, and what is delivered. */
const { RUNS = '100', SEED = '20261127' } = process.env;
const CONTROLLER: Party = { name: 'Samplan', organization: '310600016', sector: 'municipal' };
const SECRET = 'SECRET';

let store: Store;
beforeEach(async () => {
  store = await openSqliteStore({ file: ':memory:' });
});
afterEach(() => store.close());

const permitsTrustAllBut = (...hidden: readonly string[]): Resource => accessToAllBut(TRUST, hidden);

/** Everything that the trust gets of these, by asking and by delivery, as one text. */
async function toldTrust(resources: readonly Resource[]): Promise<string> {
  for (const resource of resources) {
    const write = nextVersion(resource, await store.read(resource.resourceType, resource.id ?? ''), AT);
    await store.commit({ writes: [{ ...write, record: 'ingrid', owner: FJORDVIK.organization }] });
  }
  await store.commit({ links: [{ person: 'ingrid', partner: TRUST.name, standing: 'owed', attempts: 0 }] });
  const sight: Sight = sightOf({ store, controller: CONTROLLER, now: () => AT }, TRUST);
  const asked: unknown[] = [(await sight.record('ingrid'))?.map(({ resource }) => resource)];
  for (const { resourceType, id = '' } of resources) {
    asked.push((await sight.read(resourceType, id))?.resource);
    asked.push((await sight.history(resourceType, id)).map(({ resource }) => resource));
    const { shown, total } = await sight.search({ type: resourceType, filters: [], count: 100 });
    asked.push(
      total,
      shown.map(({ resource }) => resource),
    );
  }
  const record = recordOf(
    'ingrid',
    resources.map((resource) => ({ resource, owner: FJORDVIK.organization })),
    new Map(),
  );
  const delivered = [...outlookFor(record, TRUST, AT, new Map()).view.values()];
  return JSON.stringify([asked, delivered]);
}

const base = (): readonly Resource[] => [patient(), team(), planMade()];

describe('what is hidden is not known by', () => {
  test('a narrative that speaks of it', async () => {
    const div = `<div xmlns="http://www.w3.org/1999/xhtml">${SECRET}</div>`;
    const spoken = plan('plan', {
      text: { status: 'generated', div },
      goal: [{ reference: 'Goal/hidden' }],
    });
    const told = await toldTrust([...base(), spoken, goal('hidden'), permitsTrustAllBut('Goal/hidden')]);
    expect(told).toContain('CarePlan');
    expect(told).not.toContain(SECRET);
  });

  test('a consent about others, or an opposition', async () => {
    const forNav = access(NAV, { id: 'for-nav' });
    const against = opposition(NAV, { id: 'against-nav' });
    const told = await toldTrust([...base(), plan(), permitsTrustAllBut(), forNav, against]);
    expect(told).toContain('CarePlan');
    for (const secret of ['for-nav', 'against-nav', NAV.organization]) expect(told).not.toContain(secret);
  });

  test('a conflict that quotes it', async () => {
    const values = { base: 'a', ours: SECRET, theirs: 'b' };
    const task = conflictTaskAbout('Goal/hidden', ['description', 'text'], FJORDVIK, values);
    const told = await toldTrust([...base(), plan(), goal('hidden'), task, permitsTrustAllBut('Goal/hidden')]);
    expect(told).toContain('CarePlan');
    expect(told).not.toContain(SECRET);
    expect(told).not.toContain('"conflict"');
  });

  test('the display of a reference to it', async () => {
    const naming = plan('plan', { goal: [{ reference: 'Goal/hidden', display: SECRET }] });
    const told = await toldTrust([...base(), naming, goal('hidden'), permitsTrustAllBut('Goal/hidden')]);
    expect(told).toContain('CarePlan');
    expect(told).not.toContain(SECRET);
  });

  test('a relative whom only it names', async () => {
    const father = relative('father', { name: [{ text: SECRET }] });
    const hidden = measure('hidden', { performer: [{ reference: 'RelatedPerson/father' }] });
    const told = await toldTrust([...base(), plan(), father, hidden, permitsTrustAllBut('ServiceRequest/hidden')]);
    expect(told).toContain('CarePlan');
    expect(told).not.toContain(SECRET);
    expect(told).not.toContain('father');
  });

  test('ids in the activities and goals of the plan, or what is said about it there', async () => {
    const activity: NonNullable<CarePlan['activity']> = [
      { reference: { reference: 'ServiceRequest/hidden' }, progress: [{ text: SECRET }] },
      { reference: { reference: 'ServiceRequest/shown' } },
    ];
    const whole = plan('plan', { activity, goal: [{ reference: 'Goal/hidden-goal' }] });
    const parts = [whole, measure('hidden'), measure('shown'), goal('hidden-goal')];
    const told = await toldTrust([
      ...base(),
      ...parts,
      permitsTrustAllBut('ServiceRequest/hidden', 'Goal/hidden-goal'),
    ]);
    expect(told).toContain('ServiceRequest/shown');
    for (const secret of ['ServiceRequest/hidden', 'Goal/hidden-goal', SECRET]) expect(told).not.toContain(secret);
  });

  test('anything, whatever is hidden and wherever it is named (invariant I2)', async () => {
    const names = ['a', 'b', 'c', 'd'];
    await fc.assert(
      fc.asyncProperty(fc.subarray(names), fc.subarray(names), fc.subarray(names), async (hidden, goals, acts) => {
        await store.close();
        store = await openSqliteStore({ file: ':memory:' });
        const whole = plan('plan', {
          goal: goals.map((name) => ({ reference: `Goal/goal-${name}`, display: `name-of-${name}` })),
          activity: acts.map((name) => ({
            reference: { reference: `ServiceRequest/measure-${name}` },
            progress: [{ text: `name-of-${name}` }],
          })),
        });
        const parts = names.flatMap((name): Resource[] => [
          goal(`goal-${name}`, { description: { text: `name-of-${name}` } }),
          measure(`measure-${name}`, { note: [{ text: `name-of-${name}` }] }),
        ]);
        const denied = hidden.flatMap((name) => [`Goal/goal-${name}`, `ServiceRequest/measure-${name}`]);
        const told = await toldTrust([...base(), whole, ...parts, permitsTrustAllBut(...denied)]);
        for (const name of names) {
          const isTold = ['name-of-', 'goal-', 'measure-'].map((before) => told.includes(before + name));
          expect(isTold).toEqual(hidden.includes(name) ? [false, false, false] : [true, true, true]);
        }
      }),
      { numRuns: Number(RUNS), seed: Number(SEED) },
    );
  });
});
