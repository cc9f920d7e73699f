import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Bundle, Composition, Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { printPlanDocument } from '../../src/compose/print.ts';
import type { Party } from '../../src/consent/party.ts';
import { CONTENT_HASH } from '../../src/document/content-hash.ts';
import { documentPage } from '../../src/document/document-page.ts';
import { VERSION } from '../../src/document/plan-document.ts';
import type { Context } from '../../src/exchange/context.ts';
import type { Sight } from '../../src/exchange/sight.ts';
import { sightOf } from '../../src/exchange/sight-of.ts';
import { writePlanDocument } from '../../src/exchange/write-plan-document.ts';
import { nextVersion } from '../../src/exchange/writes.ts';
import { COMPLAINT } from '../../src/law/complaint.ts';
import { keyOf } from '../../src/record/record.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { readPage, readPdf } from '../document/read-printed.ts';
import {
  AT,
  accessToAllBut,
  coordinatorFrom,
  FJORDVIK,
  goal,
  measure,
  patient,
  plan,
  planMade,
  relative,
  subPlan,
  TRUST,
  team,
} from '../record/fixtures.ts';

/** The same worlds in every run; `SEED=51 RUNS=5000` searches further. */
const { RUNS = '100', SEED = '20261127' } = process.env;
const CONTROLLER: Party = { name: 'Samplan', organization: '310600016', sector: 'municipal' };

let store: Store;
beforeEach(async () => {
  store = await openSqliteStore({ file: ':memory:' });
});
afterEach(() => store.close());

const contextOf = (): Pick<Context, 'store' | 'controller' | 'coordinatingUnits' | 'now' | 'newId'> => ({
  store,
  controller: CONTROLLER,
  now: () => AT,
  newId: () => 'new',
});

async function keep(resources: readonly Resource[]): Promise<void> {
  for (const resource of resources) {
    const write = nextVersion(resource, await store.read(resource.resourceType, resource.id ?? ''), AT);
    await store.commit({ writes: [{ ...write, record: 'ingrid', owner: FJORDVIK.organization }] });
  }
  await store.commit({ links: [{ person: 'ingrid', partner: TRUST.name, standing: 'owed', attempts: 0 }] });
}

async function seenBy(caller: Party): Promise<readonly Resource[]> {
  const sight: Sight = sightOf(contextOf(), caller);
  return ((await sight.record('ingrid')) ?? []).map(({ resource }) => resource);
}

async function documentFor(caller: Party, context: Partial<Context> = {}): Promise<Bundle> {
  const options = { base: 'https://samplan.example.no/fhir', language: 'nb' } as const;
  return writePlanDocument({ ...contextOf(), ...context }, await seenBy(caller), 'plan', options);
}

const narrativeOf = ({ entry }: Bundle): string => {
  const { section = [], text } = (entry?.[0]?.resource ?? {}) as Composition;
  return [text, ...section.map((one) => one.text)].map((one) => one?.div).join('\n');
};

const names = ['a', 'b', 'c', 'd'];

/** A plan with a goal and a measure of each name, those of `nested` in a sub-plan, and what the trust does not see. */
interface World {
  readonly hidden: readonly string[];
  readonly nested: readonly string[];
  readonly isSubHidden: boolean;
}

const worlds: fc.Arbitrary<World> = fc.record({
  hidden: fc.subarray(names),
  nested: fc.subarray(names),
  isSubHidden: fc.boolean(),
});

async function keepWorld({ hidden, nested, isSubHidden }: World): Promise<void> {
  await store.close();
  store = await openSqliteStore({ file: ':memory:' });
  const listed = (some: readonly string[]) => ({
    goal: some.map((name) => ({ reference: `Goal/goal-${name}`, display: `title-of-${name}.` })),
    activity: some.map((name) => ({
      reference: { reference: `ServiceRequest/measure-${name}` },
      progress: [{ text: `progress-of-${name}.` }],
    })),
  });
  const ofSub = { ...subPlan(), title: 'title-of-sub.', ...listed(nested) };
  const parts = names.flatMap((name): Resource[] => [
    goal(`goal-${name}`, { description: { text: `wish-of-${name}.` } }),
    relative(`relative-${name}`, { name: [{ text: `relative-of-${name}.` }] }),
    measure(`measure-${name}`, {
      code: { text: `deed-of-${name}.` },
      note: [{ text: `way-of-${name}.` }],
      performer: [{ reference: `RelatedPerson/relative-${name}`, display: `relative-of-${name}.` }],
    }),
  ]);
  const denied = [
    ...hidden.flatMap((name) => [`Goal/goal-${name}`, `ServiceRequest/measure-${name}`]),
    ...(isSubHidden ? ['CarePlan/sub-plan'] : []),
  ];
  const whole = plan('plan', listed(names.filter((name) => !nested.includes(name))));
  await keep([patient(), team(), planMade(), whole, ofSub, ...parts, accessToAllBut(TRUST, denied)]);
}

test('a document says what its reader sees, and nothing of what is hidden, whatever that is (invariant I2)', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async (world) => {
      const { hidden, nested, isSubHidden } = world;
      await keepWorld(world);
      const bundle = await documentFor(TRUST);
      const said = narrativeOf(bundle);
      const seen = new Map((await seenBy(TRUST)).map((one) => [keyOf(one), one]));
      for (const { resource } of (bundle.entry ?? []).slice(1))
        expect(resource).toEqual(seen.get(resource ? keyOf(resource) : ''));
      expect(said.includes('title-of-sub.')).toBe(!isSubHidden);
      for (const name of names) {
        const isSaid = ['wish-of-', 'deed-of-', 'way-of-', 'progress-of-', 'relative-of-'].map((before) =>
          said.includes(`${before}${name}.`),
        );
        const isSeen = !hidden.includes(name) && !(nested.includes(name) && isSubHidden);
        expect([name, ...isSaid]).toEqual([name, ...isSaid.map(() => isSeen)]);
        if (hidden.includes(name)) expect(JSON.stringify(bundle)).not.toMatch(new RegExp(`-${name}\\b`, 'u'));
      }
    }),
    { numRuns: Number(RUNS), seed: Number(SEED) },
  );
});

test('its page and its PDF say nothing that is not in the document (invariant I2)', async () => {
  const wordsIn = (text: string): readonly string[] => text.split(/[\s:]+/u).filter(Boolean);
  const formsOf = async (bundle: Bundle): Promise<readonly string[]> => [
    readPage(documentPage(bundle)),
    (await readPdf(await printPlanDocument(bundle))).content,
  ];
  // What stands in every one: words of ours.
  const foot = [CONTENT_HASH, VERSION].map((url) => ({ url, valueString: '3' }));
  const [page = '', pdf = ''] = await formsOf({
    resourceType: 'Bundle',
    type: 'document',
    entry: [{ resource: { resourceType: 'Composition', language: 'nb', date: AT, extension: foot } as Composition }],
  });
  await fc.assert(
    fc.asyncProperty(worlds, async (world) => {
      await keepWorld(world);
      const bundle = await documentFor(TRUST);
      const told = readPage(JSON.stringify(bundle).replaceAll(/\\n|"/gu, ' '));
      const known = new Set([page, pdf, told].flatMap(wordsIn));
      for (const form of await formsOf(bundle)) {
        const words = wordsIn(form);
        expect(words.filter((word) => !known.has(word))).toEqual([]);
        for (const name of names)
          expect([name, words.includes(`wish-of-${name}.`)]).toEqual([name, told.includes(`wish-of-${name}.`)]);
      }
    }),
    { numRuns: Math.ceil(Number(RUNS) / 10), seed: Number(SEED) },
  );
});

test('a change of what is hidden does not change the hash that its reader gets', async () => {
  const hashOf = async () => {
    const { entry = [] } = await documentFor(TRUST);
    return (entry[0]?.resource as Composition | undefined)?.extension?.[0]?.valueString;
  };
  const whole = plan('plan', { goal: [{ reference: 'Goal/goal' }, { reference: 'Goal/hidden' }] });
  await keep([patient(), team(), planMade(), whole, goal(), goal('hidden'), accessToAllBut(TRUST, ['Goal/hidden'])]);
  const before = await hashOf();
  await keep([goal('hidden', { description: { text: 'Noe helt annet' } })]);
  expect(await hashOf()).toBe(before);
  await keep([goal('goal', { description: { text: 'Noe helt annet' } })]);
  expect(await hashOf()).not.toBe(before);
});

test('whom a partner does not reach has no document there', async () => {
  await keep([patient(), planMade(), plan()]);
  await expect(documentFor(TRUST)).rejects.toMatchObject({ code: 'not-found' });
});

test('only an individual plan becomes one', async () => {
  await keep([patient(), planMade(), plan('other'), subPlan('plan', 'other')]);
  await expect(documentFor(CONTROLLER)).rejects.toMatchObject({ code: 'bad-parameter' });
});

test('tells to whom one complains about the unit that is responsible', async () => {
  const body = { name: 'Statsforvalteren i Fjord', organization: '310605018', address: 'Postboks 1, 0001 Fjord' };
  const units = [
    { organization: TRUST.organization, answerDays: 14, complaint: COMPLAINT },
    { organization: FJORDVIK.organization, answerDays: 14, complaint: { body, weeks: 3, basis: 'fvl § 29' } },
  ];
  await keep([patient(), planMade(), plan(), team('team', { participant: [coordinatorFrom(FJORDVIK.organization)] })]);
  const said = narrativeOf(await documentFor(CONTROLLER, { coordinatingUnits: units }));
  expect(said).toContain('Statsforvalteren i Fjord (Postboks 1, 0001 Fjord)');
  expect(said).toContain('3 uker');
  expect(said).toContain('fvl § 29');
});
