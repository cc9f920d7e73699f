import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { checkDuties } from '../../src/exchange/check-duties.ts';
import type { Context } from '../../src/exchange/context.ts';
import { countDuties, dutyDays } from '../../src/exchange/count-duties.ts';
import { dutiesUpToDate, fillDuties } from '../../src/exchange/duty-index.ts';
import { listDuties } from '../../src/exchange/list-duties.ts';
import { personsOwing } from '../../src/exchange/persons-owing.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { Store, Write } from '../../src/store/store.ts';
import { logged } from '../contract/store/audit-chain.ts';
import { anyPapers, directoryWith } from '../law/any-papers.ts';
import { FJORDVIK, GRANLI, organization, roleAt, TRUST } from '../record/fixtures.ts';

const PERSONS = ['p1', 'p2', 'p3'] as const;
const START = Date.parse('2026-11-21T10:00:00.000Z');

/** What can happen between two questions. */
type Step =
  | { readonly does: 'write'; readonly person: string; readonly papers: readonly Resource[] }
  | { readonly does: 'erase'; readonly person: string }
  | { readonly does: 'rename'; readonly number: string }
  | { readonly does: 'role'; readonly at: string }
  | { readonly does: 'appear' }
  | { readonly does: 'wait'; readonly hours: number }
  | { readonly does: 'look' };

const person = fc.constantFrom(...PERSONS);
const write = fc.record({ does: fc.constant('write' as const), person, papers: anyPapers });
const step: fc.Arbitrary<Step> = fc.oneof(
  write,
  write,
  fc.record({ does: fc.constant('erase' as const), person }),
  fc.record({
    does: fc.constant('rename' as const),
    number: fc.constantFrom(FJORDVIK.organization, TRUST.organization, GRANLI.organization),
  }),
  fc.record({ does: fc.constant('role' as const), at: fc.constantFrom('unit', 'whole', 'trust') }),
  fc.constant({ does: 'appear' as const }),
  fc.record({ does: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 300 }) }),
  fc.constant({ does: 'look' as const }),
);

let store: Store;
let now: number;
let entries: number;
let context: Context;
beforeEach(async () => {
  store = await openSqliteStore({ file: ':memory:' });
  now = START;
  entries = 0;
  context = contextOf(store);
});
afterEach(() => store.close());

function contextOf(over: Store): Context {
  return {
    store: over,
    partners: [FJORDVIK, TRUST],
    controller: GRANLI,
    now: () => new Date(now).toISOString(),
    newId: () => String(now),
  } as unknown as Context;
}

/** The same store without an index: what is asked is computed from every record. */
const unindexed = (): Context =>
  contextOf(
    new Proxy(store, {
      get: (target, name: keyof Store) =>
        name === 'dutyIndex' ? async () => undefined : (target[name] as () => unknown).bind(target),
    }),
  );

async function save(resources: readonly Resource[], record?: string): Promise<void> {
  const writes: Write[] = [];
  for (const resource of resources) {
    const version = ((await store.read(resource.resourceType, resource.id ?? ''))?.version ?? 0) + 1;
    const owner = TRUST.organization;
    writes.push({ resource, version, ...(record === undefined ? {} : { record, owner }) });
  }
  await store.commit({ writes });
}

async function take(given: Step): Promise<void> {
  switch (given.does) {
    case 'write': {
      const own = (text: string): string =>
        text.replaceAll('Patient/ingrid', `Patient/${given.person}`).replaceAll('"id":"', `"id":"${given.person}-`);
      const papers = given.papers.map(
        (one): Resource =>
          one.resourceType === 'Patient'
            ? { ...one, id: given.person }
            : (JSON.parse(own(JSON.stringify(one))) as Resource),
      );
      return save(papers, given.person);
    }
    case 'erase':
      entries += 1;
      await store.commit({
        writes: [logged(`erased-${entries}`)],
        erased: { person: given.person, traces: [], at: context.now(), isDead: false },
      });
      return;
    case 'rename':
      return save([organization('whole', given.number)]);
    case 'role':
      return save([roleAt('role', given.at)]);
    case 'appear':
      return save([roleAt('none', 'whole')]);
    case 'wait':
      now += given.hours * 3_600_000;
      return;
    case 'look':
      await dutiesUpToDate(context);
      return;
  }
}

const asked = async (over: Context) => ({
  all: await listDuties(over, GRANLI),
  hers: await listDuties(over, GRANLI, { organization: FJORDVIK.organization, until: '2026-12-24' }),
  first: await listDuties(over, GRANLI, { count: 2 }),
  trust: await listDuties(over, TRUST),
  days: new Set((await dutyDays(over, { organization: TRUST.organization }))?.map((day) => JSON.stringify(day))),
  counts: new Set((await countDuties(over))?.map((count) => JSON.stringify(count))),
  owing: await personsOwing(over, {
    rules: ['plan-revision', 'responsible-coordinator'],
    until: '2026-12-24',
    after: 'p1',
    count: 2,
  }),
});
const ordered = ({ all, hers, first, trust, ...others }: Awaited<ReturnType<typeof asked>>) => ({
  ...others,
  lists: [all, hers, first, trust].map(({ duties, about }) => ({
    duties,
    about: about.map(({ resource, version }) => `${resource.resourceType}/${resource.id}/${version}`).toSorted(),
  })),
});

describe('duties by their index', () => {
  test('property: are what every record says, whatever changed, in 150 stories', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        await store.close();
        store = await openSqliteStore({ file: ':memory:' });
        now = START;
        context = contextOf(store);
        await save(directoryWith(FJORDVIK.organization));
        await fillDuties(context);
        for (const one of steps) await take(one);
        expect(ordered(await asked(context))).toEqual(ordered(await asked(unindexed())));
        expect((await checkDuties(context)).findings).toEqual([]);
      }),
      { numRuns: 150 },
    );
  }, 120_000);

  test('are not asked for where it was made by other settings, and not before it is whole', async () => {
    await fillDuties(context);
    expect(await dutiesUpToDate(context)).toBe(true);
    expect(await dutiesUpToDate({ ...context, partners: [] })).toBe(false);
    await store.beginDutyIndex((await store.dutyIndex())?.basis ?? '');
    expect(await dutiesUpToDate(context)).toBe(false);
    expect(await dutiesUpToDate(context, { isFilled: true })).toBe(true);
    expect(await dutiesUpToDate(context)).toBe(true);
  });

  test('cost by what has changed: a record that nothing happened to is not read again', async () => {
    for (const one of PERSONS) await take({ does: 'write', person: one, papers: fc.sample(anyPapers, 1)[0] ?? [] });
    await fillDuties(context);
    await take({ does: 'write', person: 'p2', papers: fc.sample(anyPapers, 1)[0] ?? [] });
    const read: string[] = [];
    const watched = new Proxy(store, {
      get: (target, name: keyof Store) =>
        name === 'record'
          ? (one: string) => {
              read.push(one);
              return target.record(one);
            }
          : (target[name] as () => unknown).bind(target),
    });
    await listDuties(contextOf(watched), GRANLI);
    expect(read).toEqual(['p2']);
  });

  test('are computed one record after the other: whoever asks something else of the process has a turn in between', async () => {
    const many = Array.from({ length: 20 }, (_, index) => `q${index}`);
    for (const one of many) await take({ does: 'write', person: one, papers: fc.sample(anyPapers, 1)[0] ?? [] });
    let turns = 0;
    let isFilled = false;
    const turn = (): void => {
      turns += 1;
      if (!isFilled) setImmediate(turn);
    };
    setImmediate(turn);
    await fillDuties(context);
    isFilled = true;
    expect(turns).toBeGreaterThanOrEqual(many.length);
  });

  test('that somebody changed past Samplan are found', async () => {
    await take({ does: 'write', person: 'p1', papers: fc.sample(anyPapers, 1)[0] ?? [] });
    await fillDuties(context);
    const { basis = '', upto = 0 } = (await store.dutyIndex()) ?? {};
    await store.saveDuties(basis, [
      {
        person: 'p1',
        asOf: upto,
        entries: [],
        duties: [{ rule: 'record-kept', about: 'CarePlan/x', organizations: [] }],
      },
    ]);
    expect(await checkDuties(context)).toEqual({ findings: [{ code: 'duties-wrong', place: 'p1' }], compared: 1 });
  });
});
