import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CarePlan, HealthcareService, Organization, PractitionerRole, Resource } from '@medplum/fhirtypes';
import { admitResource } from '../../src/exchange/admit-changes.ts';
import { loadDirectory } from '../../src/exchange/load-record.ts';
import { sightOf } from '../../src/exchange/sight-of.ts';
import { organizationsOf } from '../../src/record/organizations.ts';
import { NATIONAL } from '../../src/record/systems.ts';
import { directory, FJORDVIK, Papers, PER, TRUST } from './papers.ts';
import { INGRIDS, openStage, type Stage, type StagedPartner } from './stage.ts';

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

describe('a RESH, or a post or service of the directory, gives nobody what is another’s', () => {
  const resh = (value = '4206644') => ({ system: NATIONAL.resh, value });
  const own = directory('fjordvik').map((entry) =>
    entry.resourceType === 'Organization' && entry.id === 'fjordvik'
      ? { ...entry, identifier: [...(entry.identifier ?? []), resh()] }
      : entry,
  );
  /** The municipality states the plan and a goal by its own entry. */
  const stated = (): readonly Resource[] =>
    unshared().map((one) =>
      one.resourceType === 'Goal' ? { ...one, expressedBy: { reference: 'Organization/fjordvik' } as never } : one,
    );
  const liar = { ...fjordvik, name: 'HF' };
  const RESH_LIES: Readonly<Record<string, Organization>> = {
    'the RESH is a part of it': { ...liar, identifier: [resh()], ...below },
    'the RESH is a part of it, by number': { ...liar, identifier: [resh()], ...byNumber },
    'the RESH is its own': { ...liar, identifier: [resh(), ...numbers(TRUST.organization)] },
    'the RESH is a part of a unit of it, by number': {
      ...liar,
      identifier: [resh()],
      partOf: { identifier: numbers('310602035')[0] ?? {} },
    },
    'the number, otherwise spelled, is a part of it': {
      ...liar,
      identifier: [...numbers('310 601 012'), resh()],
      ...below,
    },
    'the RESH is a numbered part of it': { ...liar, identifier: [...numbers('310602027'), resh()], ...below },
  };
  const root = async () => {
    const entries = await stage.stored<Organization>('Organization');
    return entries.filter(({ identifier }) => identifier?.some(({ value }) => value === FJORDVIK.organization));
  };
  const told = {
    trust: async (lie: Organization) => {
      stage.trust.connector.put(
        ...(lie.identifier?.some(({ value }) => value === TRUST.organization) ? [] : [trusts, ...leadsTo('u', 'hf')]),
        lie,
        ...leadsTo('t', 'hf-fjordvik'),
      );
      await stage.pass(stage.trust);
    },
    fjordvik: async () => {
      stage.fjordvik.connector.put(...own, ...stated(), ...leadsTo('f', 'fjordvik'));
      await stage.pass(stage.fjordvik);
    },
  };
  const stands = async () => {
    await stage.settle();
    expect(await seen()).toEqual([]);
    expect(stage.trust.connector.all('Goal')).toEqual([]);
    const [entry, ...others] = await root();
    expect([entry?.name, entry?.partOf, others]).toEqual(['Fjordvik', undefined, []]);
    expect((await stage.store.read('Organization', entry?.id ?? ''))?.owner).toBe(FJORDVIK.organization);
    const known = await stage.store.counterpartByPeerId(stage.fjordvik.name, 'Organization', 'fjordvik');
    expect(known?.id).toBe(entry?.id);
  };

  test.each(Object.entries(RESH_LIES))('told first: %s', async (_, lie) => {
    await told.trust(lie);
    await told.fjordvik();
    await stands();
  });

  test.each(Object.entries(RESH_LIES))('told after it: %s', async (_, lie) => {
    await told.fjordvik();
    await told.trust(lie);
    await stands();
  });

  test.each(Object.entries(RESH_LIES))('told of an entry that both know: %s', async (_, lie) => {
    await told.fjordvik();
    await told.trust({ ...fjordvik, identifier: [resh()] });
    const isIt = (await root())[0]?.id;
    const known = await stage.store.counterpartByPeerId(stage.trust.name, 'Organization', 'hf-fjordvik');
    expect(known?.id).toBe(isIt);
    stage.trust.connector.edit<Organization>('Organization', 'hf-fjordvik', () => lie);
    await stands();
  });

  test.each(Object.entries(RESH_LIES))('told of an entry that it told of first: %s', async (_, lie) => {
    await told.trust({ ...fjordvik, name: 'Fjordvik', identifier: [...numbers(FJORDVIK.organization), resh()] });
    stage.trust.connector.edit<Organization>('Organization', 'hf-fjordvik', () => lie);
    await stage.pass(stage.trust);
    expect((await root()).map(({ partOf, identifier }) => [partOf, identifier?.length])).toEqual([[undefined, 2]]);
    await told.fjordvik();
    expect(await seen()).toEqual([]);
  });

  test.each(Object.entries(RESH_LIES))('nor over REST, of an entry that it told of first: %s', async (_, lie) => {
    await told.trust({ ...fjordvik, identifier: numbers(FJORDVIK.organization) });
    const id = (await root())[0]?.id ?? '';
    const stored = await stage.store.read('Organization', id);
    expect(stored?.owner).toBe(TRUST.organization);
    const { partOf } = lie;
    const lies = { ...lie, id, ...(partOf ? { partOf: partOf.identifier ? partOf : byNumber.partOf } : {}) };
    await expect(
      admitResource(stage.context, TRUST, lies, { expectedVersion: stored?.version ?? 0 }),
    ).rejects.toMatchObject({ code: 'forbidden' });
  });

  /** Whose the municipality's entry is, here. */
  const whose = async (type: 'PractitionerRole' | 'HealthcareService', peerId: string) => {
    const known = await stage.store.counterpartByPeerId(stage.fjordvik.name, type, peerId);
    const entry = (await stage.store.read(type, known?.id ?? ''))?.resource;
    return (
      entry && organizationsOf({ reference: `${type}/${entry.id}` }, await loadDirectory(stage.store, [lead(entry)]))
    );
  };
  const lead = ({ resourceType, id }: Resource): Resource => ({
    resourceType: 'Basic',
    code: {},
    author: { reference: `${resourceType}/${id}` } as never,
  });
  const post = (at: string, id: string): PractitionerRole => ({
    resourceType: 'PractitionerRole',
    id,
    identifier: [{ system: NATIONAL.healthPersonnel, value: '565500012' }],
    practitioner: { reference: `Practitioner/${id === 'kari-post' ? 'kari' : 'hf-kari'}` },
    organization: { reference: `Organization/${at}` },
  });
  const service = (at: string, id: string): HealthcareService => ({
    resourceType: 'HealthcareService',
    id,
    identifier: [resh('4206645')],
    providedBy: { reference: `Organization/${at}` },
  });
  /** The trust's parts lead to its post and its service, the municipality's to its own. */
  const both = (partner: StagedPartner, ...entries: readonly Resource[]) => {
    const isTrust = partner === stage.trust;
    const papers = isTrust ? new Papers('t', PER) : INGRIDS;
    const performer = entries.map(({ resourceType, id }) => ({ reference: `${resourceType}/${id}` }));
    const { careTeam: _, ...plan } = papers.plan([], ['m']);
    const parts = isTrust ? [papers.patient(), { ...plan, status: 'draft' } as CarePlan] : unshared();
    partner.connector.put(
      ...directory(isTrust ? 'trust' : 'fjordvik').filter(({ id }) => !entries.some((one) => one.id === id)),
      ...(isTrust ? [trusts] : []),
      ...entries,
      ...parts,
      {
        ...papers.measure('m', 'Tiltak'),
        performer,
        supportingInfo: isTrust ? [{ reference: 'Organization/hf' }] : [],
      },
    );
  };
  const municipalitys = () => both(stage.fjordvik, post('unit', 'kari-post'), service('fjordvik', 'x'));
  const areTheMunicipalitys = async () => {
    expect(await whose('PractitionerRole', 'kari-post')).toEqual(['310601020', FJORDVIK.organization]);
    expect(await whose('HealthcareService', 'x')).toEqual([FJORDVIK.organization]);
    expect(await seen()).toEqual([]);
  };

  test('a post or service of the trust is not the municipality’s that has its number', async () => {
    both(stage.trust, post('hf', 'hf-kari-post'), service('hf', 'hf-x'));
    await stage.pass(stage.trust);
    expect(await stage.stored('HealthcareService')).toHaveLength(1);
    municipalitys();
    await stage.settle();
    await areTheMunicipalitys();
  });

  test('a post or service of the municipality that the trust told of first is not moved by the trust', async () => {
    both(stage.trust, post('hf-unit', 'hf-kari-post'), service('hf-fjordvik', 'hf-x'));
    await stage.pass(stage.trust);
    municipalitys();
    await stage.settle();
    expect(await stage.stored('HealthcareService')).toHaveLength(1);
    expect(await stage.stored('PractitionerRole')).toHaveLength(1);
    stage.trust.connector.edit('PractitionerRole', 'hf-kari-post', () => post('hf', 'hf-kari-post'));
    stage.trust.connector.edit('HealthcareService', 'hf-x', () => service('hf', 'hf-x'));
    await stage.settle();
    await areTheMunicipalitys();
  });
});
