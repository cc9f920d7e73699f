import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { CarePlan, Organization, Resource } from '@medplum/fhirtypes';
import { admitResource } from '../../src/exchange/admit-changes.ts';
import { sightOf } from '../../src/exchange/sight-of.ts';
import { NATIONAL } from '../../src/record/systems.ts';
import { directory, FJORDVIK, Papers, PER, TRUST } from './papers.ts';
import { INGRIDS, openStage, type Stage } from './stage.ts';

/** Who the owner of a part is a unit of sees it as its own. The trust sees nothing of Ingrid's plan: she has not consented. */
let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

const numbers = (...values: readonly string[]) => values.map((value) => ({ system: NATIONAL.organization, value }));
const trusts: Organization = {
  resourceType: 'Organization',
  id: 'hf',
  name: 'HF',
  identifier: numbers(TRUST.organization),
};
const below = { partOf: { reference: 'Organization/hf' } } as const;
const byNumber = { partOf: { identifier: numbers(TRUST.organization)[0] ?? {} } } as const;
const fjordvik = { resourceType: 'Organization', id: 'hf-fjordvik', name: 'Fjordvik' } as const;

const LIES: Readonly<Record<string, Organization>> = {
  'the municipality is part of it': { ...fjordvik, identifier: numbers(FJORDVIK.organization), ...below },
  'the municipality is part of it, by number': { ...fjordvik, identifier: numbers(FJORDVIK.organization), ...byNumber },
  'the municipality has its number too': {
    ...fjordvik,
    identifier: numbers(FJORDVIK.organization, TRUST.organization),
  },
  'it has the municipality’s number too': {
    ...fjordvik,
    identifier: numbers(TRUST.organization, FJORDVIK.organization),
  },
};

const unshared = () => INGRIDS.whole().filter(({ id }) => id !== `f-access-${TRUST.organization}`);
/** Parts of the municipality's that the trust sees. */
const seen = async (): Promise<readonly string[]> => {
  const record = (await sightOf(stage.context, TRUST).record(await stage.person())) ?? [];
  return record.map(({ resource }) => resource.resourceType).filter((type) => ['CarePlan', 'Goal'].includes(type));
};

/** A plan of Per's that leads to an organization: what nothing leads to is not taken in. */
const leadsTo = (prefix: string, id: string): readonly Resource[] => {
  const papers = new Papers(prefix, PER);
  const { careTeam: _, ...plan } = papers.plan([], []);
  return [papers.patient(), { ...plan, status: 'draft', author: { reference: `Organization/${id}` } } as CarePlan];
};

test.each(Object.entries(LIES))('a partner sees nothing by saying first that %s', async (_, lie) => {
  stage.trust.connector.put(
    ...(lie.identifier?.[0]?.value === TRUST.organization ? [] : [trusts]),
    lie,
    ...leadsTo('t', 'hf-fjordvik'),
  );
  await stage.pass(stage.trust);
  stage.fjordvik.connector.put(...directory('fjordvik'), ...unshared());
  await stage.settle();
  expect(await seen()).toEqual([]);
  expect(stage.trust.connector.all('Goal')).toEqual([]);
});

test.each(Object.entries(LIES))('nor over REST: %s', async (_, { id: _id, partOf, ...lie }) => {
  const lies = { ...lie, ...(partOf ? byNumber : {}) } as Organization;
  await expect(admitResource(stage.context, TRUST, lies, {})).rejects.toMatchObject({ code: 'forbidden' });
});

test('what a unit is part of is its organization’s word, whoever told of the unit first (I9)', async () => {
  const told = async (first: 'fjordvik' | 'trust') => {
    const own = await openStage();
    own.fjordvik.connector.put(...directory('fjordvik'), ...leadsTo('f', 'unit'));
    own.trust.connector.put(...directory('trust'), ...leadsTo('t', 'hf-unit'));
    await own.pass(own[first]);
    await own.settle();
    const entries = await own.stored<Organization>('Organization');
    const unit = entries.find(({ partOf }) => partOf);
    const parent = entries.find(({ id }) => unit?.partOf?.reference === `Organization/${id}`);
    await own.close();
    return [unit?.name, parent?.identifier?.[0]?.value, entries.length];
  };
  const said = ['Koordinerende enhet (fjordvik)', FJORDVIK.organization, 2];
  expect([await told('fjordvik'), await told('trust')]).toEqual([said, said]);
});
