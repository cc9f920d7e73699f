import { expect, test } from '@jest/globals';
import type { Goal, Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import type { Party } from '../../src/exchange/context.ts';
import type { VisibleVersion } from '../../src/exchange/sight.ts';
import { sightOf } from '../../src/exchange/sight-of.ts';
import { nextVersion } from '../../src/exchange/writes.ts';
import { includeOf } from '../../src/fhir/include-request.ts';
import { included } from '../../src/fhir/included.ts';
import type { SearchFilter, SortKey } from '../../src/search/filter.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import {
  AT,
  accessToAllBut,
  FJORDVIK,
  goal,
  patient,
  plan,
  planMade,
  relative,
  TRUST,
  team,
} from '../record/fixtures.ts';

/** The same worlds in every run; `SEED=51 RUNS=5000` searches further. */
const { RUNS = '40', SEED = '20261127' } = process.env;
const CONTROLLER: Party = { name: 'Samplan', organization: '310600016', sector: 'municipal' };

/** Of what the trust does not see: what it says, and how often it and what shows it were changed. */
interface Hidden {
  readonly status: Goal['lifecycleStatus'];
  readonly text: string;
  readonly day: string;
  readonly isThere: boolean;
  readonly changes: number;
}

const hidden: fc.Arbitrary<Hidden> = fc.record({
  status: fc.constantFrom('active', 'completed', 'proposed'),
  text: fc.constantFrom('Aldri alene', 'Zzz', 'Bo'),
  day: fc.constantFrom('2020-01-01', '2026-06-01', '2030-01-01'),
  isThere: fc.boolean(),
  changes: fc.integer({ min: 0, max: 2 }),
});

async function worldOf(given: Hidden): Promise<Store> {
  const store = await openSqliteStore({ file: ':memory:', now: () => AT });
  const put = async (resource: Resource) => {
    const previous = await store.read(resource.resourceType, resource.id ?? '');
    const write = nextVersion(resource, previous, AT);
    await store.commit({ writes: [{ ...write, record: 'ingrid', owner: FJORDVIK.organization }] });
  };
  const hiddenGoal = (text: string) =>
    goal('hidden', {
      lifecycleStatus: given.status,
      startDate: given.day,
      description: { text },
      category: [{ coding: [{ system: 'urn:x', code: given.text }] }],
    });
  const shownPlan = (isNamed: boolean) =>
    plan('plan', { goal: [{ reference: 'Goal/goal' }, ...(isNamed ? [{ reference: 'Goal/hidden' }] : [])] });
  const parts = [
    patient(),
    team('team', { participant: [{ member: { reference: 'RelatedPerson/mother' } }] }),
    relative('mother'),
    shownPlan(given.isThere),
    goal('goal', { startDate: '2026-01-01' }),
    goal('later', { startDate: '2026-05-01', lifecycleStatus: 'proposed' }),
    planMade(),
    accessToAllBut(TRUST, ['Goal/hidden']),
  ];
  if (given.isThere) parts.splice(3, 0, hiddenGoal(given.text));
  for (const part of parts) await put(part);
  // What is hidden changes, and so do the references to it.
  for (let change = 0; change < given.changes; change += 1) {
    await put(hiddenGoal(`${given.text} ${change}`));
    await put(shownPlan(change % 2 === 0));
  }
  await store.commit({ links: [{ person: 'ingrid', partner: TRUST.name, standing: 'owed', attempts: 0 }] });
  return store;
}

const token = (name: string, code: string): SearchFilter => ({ kind: 'token', name, values: [{ code }] });
const statuses = fc.constantFrom('active', 'completed', 'proposed').map((code) => token('lifecycle-status', code));
const starts = fc
  .constantFrom('2021-01-01', '2026-03-01', '2027-01-01')
  .map((day): SearchFilter => ({ kind: 'date', name: 'start-date', within: [{ highAfter: Date.parse(day) }] }));
const ofGoals = fc.oneof(
  statuses,
  starts,
  fc.constantFrom('Aldri alene', 'Zzz').map((code) => token('category', code)),
  fc.constant<SearchFilter>({ kind: 'missing', name: 'category' }),
);
const ofPlans = fc.oneof(
  ofGoals.map((filter): SearchFilter => ({ kind: 'refers-to', name: 'goal', type: 'Goal', filters: [filter] })),
  fc
    .constantFrom('Goal/goal', 'Goal/hidden')
    .map((key): SearchFilter => ({ kind: 'reference', name: 'goal', values: [key] })),
  fc.constant<SearchFilter>({ kind: 'missing', name: 'goal' }),
  fc.constant<SearchFilter>({
    kind: 'date',
    name: '_lastUpdated',
    within: [{ lowFrom: Date.parse(AT) + 1 }],
  }),
);
const negated = (of: fc.Arbitrary<SearchFilter>) =>
  fc.oneof(
    { weight: 3, arbitrary: of },
    {
      weight: 1,
      arbitrary: of.filter(({ kind }) => kind !== 'refers-to').map((filter) => ({ kind: 'not' as const, filter })),
    },
  );
const ofPatients = fc.oneof(
  ofGoals.map((filter): SearchFilter => ({ kind: 'referred-by', name: 'subject', type: 'Goal', filters: [filter] })),
  ofPlans.map(
    (filter): SearchFilter => ({ kind: 'referred-by', name: 'patient', type: 'CarePlan', filters: [filter] }),
  ),
);
const sortBy = (...names: string[]) =>
  fc.array(fc.record({ name: fc.constantFrom(...names), descending: fc.boolean() }), { maxLength: 2 });
const queries = fc.oneof(
  fc.record({
    type: fc.constant('Goal'),
    filters: fc.array(negated(ofGoals), { maxLength: 2 }),
    sort: sortBy('start-date', 'lifecycle-status', 'category', '_lastUpdated', '_id'),
  }),
  fc.record({
    type: fc.constant('CarePlan'),
    filters: fc.array(negated(ofPlans), { maxLength: 2 }),
    sort: sortBy('goal', '_lastUpdated', 'status'),
  }),
  fc.record({
    type: fc.constant('Patient'),
    filters: fc.array(ofPatients, { maxLength: 2 }),
    sort: sortBy('family', '_lastUpdated'),
  }),
);

/**
 * Everything that anything refers to, and everything that refers to it; but for Consents, since what a consent says of the caller itself
 * names what it is denied (docs/consent-decisions.md).
 */
const INCLUDES = [
  includeOf(['_include:iterate', '*']),
  ...['CarePlan:*', 'Goal:*', 'CareTeam:*', 'RelatedPerson:*'].map((value) =>
    includeOf(['_revinclude:iterate', value]),
  ),
];

/** Everything that the trust is told: what it is shown, in what order, how much there is, and where pages end. */
async function told(
  store: Store,
  query: { readonly type: string; readonly filters: readonly SearchFilter[]; readonly sort: readonly SortKey[] },
): Promise<unknown> {
  const sight = sightOf({ store, controller: CONTROLLER, now: () => AT }, TRUST);
  const pages: unknown[] = [];
  let after: string | undefined;
  do {
    const { sort, ...rest } = query;
    const page = await sight.search({
      ...rest,
      ...(sort.length === 0 ? {} : { sort }),
      count: 1,
      ...(after === undefined ? {} : { after }),
    });
    const more = await included(sight, page.shown, INCLUDES, () => {});
    const visible = (all: readonly VisibleVersion[]) => all.map(({ resource, tag }) => ({ resource, tag }));
    pages.push({ ...page, shown: visible(page.shown), more: { ...more, shown: visible(more.shown) } });
    after = page.next;
  } while (after !== undefined);
  return pages;
}

test('I2: what is hidden changes no answer of a search: by filter, order, chain, _has, include, total or page', async () => {
  await fc.assert(
    fc.asyncProperty(hidden, hidden, fc.array(queries, { minLength: 5, maxLength: 10 }), async (one, other, asked) => {
      const [left, right] = [await worldOf(one), await worldOf(other)];
      try {
        for (const query of asked) expect([query, await told(left, query)]).toEqual([query, await told(right, query)]);
      } finally {
        await Promise.all([left.close(), right.close()]);
      }
    }),
    { numRuns: Number(RUNS), seed: Number(SEED) },
  );
});

test('the controller, who sees all, is told otherwise: the property above is about something', async () => {
  const base: Hidden = { status: 'active', text: 'Bo', day: '2026-06-01', isThere: true, changes: 0 };
  const counts: unknown[] = [];
  for (const isThere of [true, false]) {
    const store = await worldOf({ ...base, isThere });
    const whole = sightOf({ store, controller: CONTROLLER, now: () => AT }, CONTROLLER);
    counts.push((await whole.search({ type: 'Goal', filters: [token('category', 'Bo')], count: 9 })).total);
    await store.close();
  }
  expect(counts).toEqual([1, 0]);
});

test('a chain and _has answer over what is seen', async () => {
  const store = await worldOf({ status: 'completed', text: 'Bo', day: '2026-06-01', isThere: true, changes: 1 });
  const sight = sightOf({ store, controller: CONTROLLER, now: () => AT }, TRUST);
  const ids = async (type: string, filter: SearchFilter) =>
    (await sight.search({ type, filters: [filter], count: 9 })).shown.map(({ resource }) => resource.id);
  const goalOf = (filter: SearchFilter): SearchFilter => ({
    kind: 'refers-to',
    name: 'goal',
    type: 'Goal',
    filters: [filter],
  });
  const hasGoal = (filter: SearchFilter): SearchFilter => ({
    kind: 'referred-by',
    name: 'subject',
    type: 'Goal',
    filters: [filter],
  });
  expect(await ids('CarePlan', goalOf({ kind: 'id', values: ['goal'] }))).toEqual(['plan']);
  expect(await ids('CarePlan', goalOf(token('lifecycle-status', 'completed')))).toEqual([]);
  expect(await ids('Patient', hasGoal(token('lifecycle-status', 'proposed')))).toEqual(['ingrid']);
  expect(await ids('Patient', hasGoal(token('lifecycle-status', 'completed')))).toEqual([]);
  expect(await ids('Patient', hasGoal(goalOf({ kind: 'id', values: [] })))).toEqual([]);
  await store.close();
});
