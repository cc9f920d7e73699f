import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Organization, RelatedPerson, Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { callerHerself } from '../../src/access/herself.ts';
import { LABELS } from '../../src/consent/labels.ts';
import type { Party } from '../../src/consent/party.ts';
import type { Context } from '../../src/exchange/context.ts';
import type { Sight } from '../../src/exchange/sight.ts';
import { sightOf } from '../../src/exchange/sight-of.ts';
import { whoSeesWhat } from '../../src/exchange/who-sees-what.ts';
import { nextVersion } from '../../src/exchange/writes.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import {
  AT,
  access,
  conflictTaskAbout,
  FJORDVIK,
  goal,
  measure,
  patient,
  plan,
  planMade,
  TRUST,
  team,
} from '../record/fixtures.ts';

/** What leaves to the person herself (I2): all of her own but what its label hides from her, and nothing of anybody else. */
const { RUNS = '100', SEED = '20261127' } = process.env;
const CONTROLLER: Party = { name: 'Samplan', organization: '310600016', sector: 'municipal' };
const SECRET = 'SECRET';
const HIDDEN = LABELS.filter(({ hiddenFrom }) => hiddenFrom.includes('person')).map(({ code }) => code);
const SHOWN = LABELS.filter(({ hiddenFrom }) => !hiddenFrom.includes('person')).map(({ code }) => code);
const labelled = <R extends Resource>(resource: R, code: string): R => ({
  ...resource,
  meta: { security: [{ system: 'urn:oid:2.16.578.1.12.4.1.1.9603', code }] },
});

const labelledStrict = <R extends Resource>(resource: R): R => ({
  ...resource,
  meta: {
    security: [{ system: 'http://ehelse.no/fhir/CodeSystem/gd-address-confidentiality', code: 'strengtFortrolig' }],
  },
});

let store: Store;
beforeEach(async () => {
  store = await openSqliteStore({ file: ':memory:' });
});
afterEach(() => store.close());

async function keep(resources: readonly Resource[], record?: string): Promise<void> {
  for (const resource of resources) {
    const write = nextVersion(resource, await store.read(resource.resourceType, resource.id ?? ''), AT);
    await store.commit({
      writes: [{ ...write, ...(record === undefined ? {} : { record }), owner: FJORDVIK.organization }],
    });
  }
}

/** Everything that a person gets of these, by every way of asking, as one text. */
async function toldHer(resources: readonly Resource[], who = 'ingrid'): Promise<string> {
  const caller = callerHerself({ client: 'c', scope: '', organizations: [], bound: {} }, who);
  const sight: Sight = sightOf({ store, controller: CONTROLLER, now: () => AT }, caller);
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
  return JSON.stringify(asked);
}

const base = (): readonly Resource[] => [patient(), team(), planMade(), access(TRUST)];

describe('what a person reads of her own', () => {
  test('is everything that no label hides from her, also what no partner may see', async () => {
    const resources = [
      ...base(),
      plan('plan', { goal: [{ reference: 'Goal/g' }] }),
      ...SHOWN.map((code) => labelled(goal(`g-${code}`), code)),
    ];
    await keep(resources, 'ingrid');
    const told = await toldHer(resources);
    for (const code of SHOWN) expect(told).toContain(`g-${code}`);
  });

  test('holds nothing of a part that a label hides from her, whatever leads to it', async () => {
    const parts = fc.uniqueArray(fc.constantFrom(...HIDDEN, ...SHOWN, 'UNKNOWN-LABEL'), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(parts, async (codes) => {
        store = await openSqliteStore({ file: ':memory:' });
        const of = codes.map((code, place) => {
          const isShown = SHOWN.includes(code);
          const text = isShown ? 'kept' : SECRET;
          return place % 2 === 0
            ? labelled(goal(`${text}-${place}`, { description: { text } }), code)
            : labelled(measure(`${text}-${place}`, { code: { text } }), code);
        });
        const goals = of
          .filter(({ resourceType }) => resourceType === 'Goal')
          .map(({ id }) => ({ reference: `Goal/${id}` as const }));
        const activity = of
          .filter(({ resourceType }) => resourceType === 'ServiceRequest')
          .map(({ id }) => ({
            reference: { reference: `ServiceRequest/${id}` as const },
            progress: [{ text: `of ${id}` }],
          }));
        const resources = [...base(), ...of, plan('plan', { goal: goals, activity })];
        await keep(resources, 'ingrid');
        const told = await toldHer(resources);
        expect(told).toContain('CarePlan');
        expect(told).not.toContain(SECRET);
      }),
      { numRuns: Number(RUNS), seed: Number(SEED) },
    );
  });

  test('is hers also when nobody else may know where she lives, with her own address', async () => {
    const where = { address: [{ text: 'HER STREET' }] };
    const she = labelledStrict({ ...patient(), ...where });
    const resources = [she, team(), planMade(), goal('g')];
    await keep(resources, 'ingrid');
    const told = await toldHer(resources);
    expect(told).toContain('Goal');
    expect(told).toContain('HER STREET');
  });

  test('does not even count what is hidden, when it says who may see what', async () => {
    const resources = [...base(), goal('kept'), ...HIDDEN.map((code) => labelled(goal(`${SECRET}-${code}`), code))];
    await keep(resources, 'ingrid');
    const caller = callerHerself({ client: 'c', scope: '', organizations: [], bound: {} }, 'ingrid');
    const context = { store, controller: CONTROLLER, partners: [TRUST], now: () => AT } as unknown as Context;
    const [trust] = await whoSeesWhat(context, caller, 'ingrid');
    expect(trust?.decisions.filter(({ kind }) => kind === 'goal').map(({ part }) => part)).toEqual(['Goal/kept']);
    expect(JSON.stringify(trust)).not.toContain(SECRET);
    await expect(whoSeesWhat(context, caller, 'per')).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('holds no conflict, which quotes what others wrote', async () => {
    const resources = [
      ...base(),
      goal('g'),
      plan('plan', { goal: [{ reference: 'Goal/g' }] }),
      conflictTaskAbout('Goal/g', ['description'], TRUST, { ours: SECRET, theirs: SECRET }),
    ];
    await keep(resources, 'ingrid');
    expect(await toldHer(resources)).not.toContain(SECRET);
  });

  test('does not tell where a relative lives whose address is protected', async () => {
    const mother: RelatedPerson = {
      resourceType: 'RelatedPerson',
      id: 'mother',
      patient: { reference: 'Patient/ingrid' },
      address: [{ text: SECRET }],
      meta: {
        security: [{ system: 'http://ehelse.no/fhir/CodeSystem/gd-address-confidentiality', code: 'fortrolig' }],
      },
    };
    const resources = [...base(), mother];
    await keep(resources, 'ingrid');
    const told = await toldHer(resources);
    expect(told).toContain('mother');
    expect(told).not.toContain(SECRET);
  });

  test('is nothing of another person, and nothing of the directory that her own does not lead to', async () => {
    const elsewhere: Organization = { resourceType: 'Organization', id: 'elsewhere', name: SECRET };
    const resources = [...base(), goal('g')];
    await keep(resources, 'ingrid');
    await keep([elsewhere]);
    const others = [
      goal('other', { description: { text: SECRET }, subject: { reference: 'Patient/per' } }),
      { ...patient(), id: 'per', name: [{ text: SECRET }] } as Resource,
    ];
    await keep(others, 'per');
    expect(await toldHer([...resources, ...others, elsewhere])).not.toContain(SECRET);
  });

  test('is nothing where nobody here has her number', async () => {
    const resources = [...base(), goal('g')];
    await keep(resources, 'ingrid');
    expect(await toldHer(resources, '')).toBe(await toldHer(resources, 'nobody'));
    expect(await toldHer(resources, '')).not.toMatch(/Goal|Patient|Consent/u);
  });
});
