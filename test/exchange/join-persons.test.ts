import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AuditEvent, CarePlan, Goal, Patient, Provenance, Resource } from '@medplum/fhirtypes';
import { admitResource } from '../../src/exchange/admit-resource.ts';
import { keyOf } from '../../src/record/record.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { differences } from './in-step.ts';
import { mortalStore } from './mortal-store.ts';
import { D_NUMBER, FNR, nilsAtFjordvik, nilsAtTrust, OTHER_FNR, recordInWords } from './nils.ts';
import { directory } from './papers.ts';
import { openStage, type Stage, type StagedPartner } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
  stage.fjordvik.connector.put(...directory('fjordvik'));
  stage.trust.connector.put(...directory('trust'));
});
afterEach(() => stage.close());

const personWith = async (identifier: typeof FNR | typeof D_NUMBER): Promise<string> =>
  (await stage.store.persons([identifier]))[0] ?? '';
const rules = async (): Promise<readonly string[]> =>
  (await stage.store.allSetAside()).flatMap(({ findings }) => findings.map(({ rule }) => rule));

/** Nils as the municipality keeps him before he permits the trust to see anything, and that he does. */
const unshared = (identifier: typeof D_NUMBER): readonly Resource[] =>
  nilsAtFjordvik(identifier).filter(({ id }) => id !== 'f-access-310602019');
const permit = (): readonly Resource[] => nilsAtFjordvik().filter(({ id }) => id === 'f-access-310602019');

/** The municipality writes both numbers into its Patient. */
function carriesBoth({ fjordvik }: Stage): void {
  fjordvik.connector.edit<Patient>('Patient', 'f-patient', (patient) => ({ ...patient, identifier: [D_NUMBER, FNR] }));
}

/** The municipality keeps a Patient with the fødselsnummer too, and links the two. */
function linksTwo({ fjordvik }: Stage, type: NonNullable<Patient['link']>[number]['type'] = 'seealso'): void {
  fjordvik.connector.put({ resourceType: 'Patient', id: 'f-other', identifier: [FNR], birthDate: '1968-03-14' });
  fjordvik.connector.edit<Patient>('Patient', 'f-patient', (patient) => ({
    ...patient,
    link: [{ other: { reference: 'Patient/f-other' }, type }],
  }));
}

/** In step everywhere, with one Patient at the trust. */
async function expectOneRecord(): Promise<void> {
  expect(await rules()).toEqual([]);
  expect(await stage.store.overview()).toMatchObject({ records: 1, conflicts: 0 });
  expect(await personWith(D_NUMBER)).toBe(await personWith(FNR));
  for (const partner of [stage.fjordvik, stage.trust]) {
    expect(await stage.standing(partner)).toBe('in-step');
    expect(await differences(stage, partner)).toEqual([]);
  }
  expect(stage.trust.connector.all('Patient')).toHaveLength(1);
  const [patient] = (await stage.stored<Patient>('Patient')).filter(({ active }) => active !== false);
  expect(patient?.identifier).toEqual(expect.arrayContaining([FNR, D_NUMBER]));
}

describe('a D-number at the municipality and a fødselsnummer at the trust', () => {
  const links: Readonly<Record<string, (stage: Stage) => void>> = {
    'one Patient that carries both': carriesBoth,
    'a link to another of its Patients': linksTwo,
    'a Patient that is replaced by another': (on) => linksTwo(on, 'replaced-by'),
  };
  const orders: Readonly<Record<string, (stage: Stage) => readonly StagedPartner[]>> = {
    'the municipality first': ({ fjordvik, trust }) => [fjordvik, trust],
    'the trust first': ({ fjordvik, trust }) => [trust, fjordvik],
  };
  const ends = new Map<string, unknown>();

  for (const [how, link] of Object.entries(links)) {
    for (const [order, partners] of Object.entries(orders)) {
      test.each([
        ['from the start', true],
        ['once both have records', false],
      ])(`are one person, told by ${how}, ${order}, %s`, async (_, fromStart) => {
        stage.fjordvik.connector.put(...unshared(D_NUMBER));
        stage.trust.connector.put(...nilsAtTrust());
        if (fromStart) link(stage);
        for (const partner of partners(stage)) await stage.pass(partner);
        expect(await stage.store.overview()).toMatchObject({ records: fromStart ? 1 : 2 });
        if (!fromStart) link(stage);
        stage.fjordvik.connector.put(...permit());
        for (const partner of partners(stage)) await stage.pass(partner);
        await stage.settle();
        await expectOneRecord();
        // Whatever the order, the same record (I9).
        const end = await recordInWords(stage);
        expect(end).toHaveLength(12);
        expect(end).toEqual(ends.get(how) ?? end);
        ends.set(how, end);
      });
    }
  }
});

describe('two records that become one', () => {
  let person: string;
  let replaced: string;
  beforeEach(async () => {
    stage.fjordvik.connector.put(...nilsAtFjordvik(D_NUMBER));
    stage.trust.connector.put(...nilsAtTrust());
    await stage.pass(stage.fjordvik);
    await stage.pass(stage.trust);
    [person, replaced] = [await personWith(FNR), await personWith(D_NUMBER)];
    carriesBoth(stage);
    await stage.pass(stage.fjordvik);
  });

  test('whoever has the fødselsnummer stands for both; the other Patient is inactive and replaced', async () => {
    expect(person).not.toBe(replaced);
    expect(await stage.person()).toBe(person);
    const stored = await stage.store.read('Patient', replaced);
    expect(stored).toMatchObject({
      deleted: false,
      resource: { active: false, link: [{ other: { reference: `Patient/${person}` }, type: 'replaced-by' }] },
    });
    expect(stored?.record).toBeUndefined();
    expect((await stage.store.record(replaced)).parts).toEqual([]);
  });

  test('parts keep their ids and their history, and lead to the survivor', async () => {
    const [goal] = (await stage.stored<Goal>('Goal')).filter(
      ({ description }) => description.text !== 'Sove om natten',
    );
    const history = await stage.store.history('Goal', goal?.id ?? '');
    expect(history.map(({ resource }) => (resource as Goal).subject.reference)).toEqual([
      `Patient/${person}`,
      `Patient/${replaced}`,
    ]);
    expect((await stage.store.history('Patient', replaced)).length).toBeGreaterThan(1);
    const parts = [...(await stage.record()).parts.values()].map(({ resource }) => resource);
    expect(JSON.stringify(parts)).not.toContain(replaced);
    expect(parts).toHaveLength(12);
  });

  test('it is traced, and names no number', async () => {
    const traced = (await stage.stored<Provenance>('Provenance')).filter((one) =>
      JSON.stringify(one).includes('join-persons'),
    );
    expect(traced).toHaveLength(1);
    expect(JSON.stringify(traced)).toContain(`Patient/${replaced}/_history/`);
    const audited = (await stage.stored<AuditEvent>('AuditEvent')).filter(
      ({ subtype }) => subtype?.[0]?.code === 'join',
    );
    expect(audited).toHaveLength(1);
    expect(JSON.stringify(audited)).toContain(`Patient/${person}`);
    expect(JSON.stringify([traced, audited])).not.toContain(FNR.value);
  });

  test('saying it again changes nothing (I4)', async () => {
    await stage.settle();
    const before = await stage.store.changedSince(0);
    stage.fjordvik.connector.edit<Patient>('Patient', 'f-patient', (patient) => patient);
    stage.fjordvik.connector.repeatsPages = true;
    await stage.settle();
    const { persons } = await stage.store.changedSince(before.seq);
    expect(persons).toEqual([]);
  });

  test('another person’s resource under an id known before is set aside still', async () => {
    await stage.settle();
    stage.fjordvik.connector.put({ resourceType: 'Patient', id: 'stranger', identifier: [OTHER_FNR] });
    stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({
      ...goal,
      subject: { reference: 'Patient/stranger' },
    }));
    await stage.settle();
    expect(await rules()).toEqual(['another-person']);
    expect((await stage.record()).parts.size).toBe(12);
  });

  test('nothing more is written about the one who was replaced', async () => {
    const { context } = stage;
    const goal: Goal = {
      resourceType: 'Goal',
      lifecycleStatus: 'active',
      description: { text: 'Til ingen' },
      subject: { reference: `Patient/${replaced}` },
    };
    await expect(admitResource(context, stage.fjordvik, goal, {})).rejects.toMatchObject({ code: 'invalid' });
    const stored = await stage.store.read('Patient', replaced);
    const update = admitResource(
      context,
      stage.fjordvik,
      { ...(stored?.resource as Patient), active: true },
      { expectedVersion: stored?.version ?? 0 },
    );
    await expect(update).rejects.toMatchObject({ code: 'invalid' });
  });

  test('edits go both ways after', async () => {
    await stage.settle();
    const [theirs] = stage.trust.connector.all<Goal>('Goal').filter(({ id }) => id !== 't-goal-9');
    stage.trust.connector.put({ ...theirs, description: { text: 'Fra sykehuset' } } as Goal);
    const [ours] = stage.fjordvik.connector
      .all<Goal>('Goal')
      .filter(({ description }) => description.text === 'Sove om natten');
    stage.fjordvik.connector.put({ ...ours, description: { text: 'Fra kommunen' } } as Goal);
    await stage.settle();
    expect(JSON.stringify(stage.fjordvik.connector.all())).toContain('Fra sykehuset');
    expect(JSON.stringify(stage.trust.connector.all())).toContain('Fra kommunen');
  });
});

test('delivered under the D-number already, the plan goes on there, and its Patient only leads to him', async () => {
  stage.fjordvik.connector.put(...nilsAtFjordvik(D_NUMBER));
  stage.trust.connector.put(...nilsAtTrust());
  await stage.settle();
  expect(stage.trust.connector.all('Patient')).toHaveLength(2);
  const held = stage.trust.connector.all().map((resource) => [keyOf(resource), resource.meta?.versionId]);
  carriesBoth(stage);
  await stage.settle();
  expect(await rules()).toEqual([]);
  expect(await stage.store.overview()).toMatchObject({ records: 1 });
  expect(stage.trust.connector.all().map((resource) => [keyOf(resource), resource.meta?.versionId])).toEqual(held);
  expect(await stage.standing(stage.trust)).toBe('in-step');
  // Under the Patient that was created there, too, it is his.
  const [goal] = stage.trust.connector.all<Goal>('Goal').filter(({ id }) => id !== 't-goal-9');
  stage.trust.connector.put({ ...goal, description: { text: 'Nytt' } } as Goal);
  await stage.settle();
  expect(JSON.stringify(stage.fjordvik.connector.all())).toContain('Nytt');
  expect(await rules()).toEqual([]);
});

describe('never silently', () => {
  beforeEach(async () => {
    stage.fjordvik.connector.put(...nilsAtFjordvik(D_NUMBER));
    stage.trust.connector.put(...nilsAtTrust());
    await stage.pass(stage.fjordvik);
    await stage.pass(stage.trust);
  });
  const says = (more: Partial<Patient>): void =>
    stage.fjordvik.connector.edit<Patient>('Patient', 'f-patient', (patient) => ({ ...patient, ...more }));
  const link = (other: string): NonNullable<Patient['link']> => [
    { other: { reference: `Patient/${other}` }, type: 'seealso' },
  ];

  test.each<readonly [string, () => void]>([
    ['two fødselsnummer', () => says({ identifier: [D_NUMBER, FNR, OTHER_FNR] })],
    ['a birth date that differs', () => says({ identifier: [D_NUMBER, FNR], birthDate: '1968-03-15' })],
    ['the one number in place of the other', () => says({ identifier: [FNR] })],
    [
      'a link to a Patient with a fødselsnummer of another date',
      () => {
        stage.fjordvik.connector.put({
          resourceType: 'Patient',
          id: 'f-other',
          identifier: [FNR],
          birthDate: '1970-01-01',
        });
        says({ link: link('f-other') });
      },
    ],
    [
      'a link from a Patient without a number',
      () => {
        stage.fjordvik.connector.put({ resourceType: 'Patient', id: 'f-other', identifier: [FNR] });
        stage.fjordvik.connector.edit<Patient>('Patient', 'f-patient', ({ identifier: _, ...patient }) => ({
          ...patient,
          link: link('f-other'),
        }));
      },
    ],
  ])('%s: several persons, and both records stay as they are', async (_, act) => {
    const before = await stage.store.record(await personWith(D_NUMBER));
    act();
    await stage.settle();
    expect(await rules()).toEqual(['several-persons']);
    expect(await stage.store.overview()).toMatchObject({ records: 2, setAside: 1 });
    expect(await stage.store.record(await personWith(D_NUMBER))).toEqual(before);
    const other = stage.fjordvik.connector.all<Patient>('Patient').find(({ id }) => id === 'f-other');
    if (other) stage.fjordvik.connector.put({ ...other, birthDate: '1968-03-14' });
    stage.fjordvik.connector.edit<Patient>('Patient', 'f-patient', ({ link: _link, ...patient }) => ({
      ...patient,
      identifier: [D_NUMBER, FNR],
      birthDate: '1968-03-14',
    }));
    await stage.settle();
    expect(await stage.store.overview()).toMatchObject({ records: 1, setAside: 0 });
  });

  test('a contradiction that is mended elsewhere is seen', async () => {
    stage.trust.connector.edit<Patient>('Patient', 't-patient', (patient) => ({ ...patient, birthDate: '1968-03-15' }));
    await stage.pass(stage.trust);
    carriesBoth(stage);
    await stage.settle();
    expect(await rules()).toEqual(['several-persons']);
    stage.trust.connector.edit<Patient>('Patient', 't-patient', (patient) => ({ ...patient, birthDate: '1968-03-14' }));
    await stage.settle();
    expect(await stage.store.overview()).toMatchObject({ records: 1, setAside: 0 });
  });

  test('two active plans: what forbids it is told too, and ending one lets it be', async () => {
    const papers = nilsAtFjordvik(FNR).map(
      (resource) => JSON.parse(JSON.stringify(resource).replaceAll('"f-', '"x-').replaceAll('/f-', '/x-')) as Resource,
    );
    stage.trust.connector.put(
      ...papers.map((one) => JSON.parse(JSON.stringify(one).replaceAll('kari-post', 'hf-kari-post')) as Resource),
    );
    await stage.pass(stage.trust);
    carriesBoth(stage);
    await stage.pass(stage.fjordvik);
    expect(await rules()).toEqual(['several-persons', 'one-active-plan']);
    stage.trust.connector.edit<CarePlan>('CarePlan', 'x-plan', (plan) => ({ ...plan, status: 'completed' }));
    await stage.pass(stage.trust);
    await stage.pass(stage.fjordvik);
    expect(await stage.store.overview()).toMatchObject({ records: 1, setAside: 0 });
  });
});

test('what is set aside of either is set aside of the one, and joins in when it is mended', async () => {
  const { period: _, ...plan } = nilsAtFjordvik().find(({ resourceType }) => resourceType === 'CarePlan') as CarePlan;
  stage.fjordvik.connector.put(...nilsAtFjordvik(D_NUMBER).filter(({ id }) => id !== 'f-plan'), plan);
  stage.trust.connector.put(...nilsAtTrust());
  await stage.pass(stage.fjordvik);
  await stage.pass(stage.trust);
  expect(await stage.store.overview()).toMatchObject({ records: 1, setAside: 1 });
  carriesBoth(stage);
  await stage.pass(stage.fjordvik);
  expect(await personWith(D_NUMBER)).toBe(await personWith(FNR));
  expect(await stage.standing(stage.fjordvik)).toBe('blocked');
  stage.fjordvik.connector.edit<CarePlan>('CarePlan', 'f-plan', (one) => ({ ...one, period: { start: '2026-09-01' } }));
  await stage.settle();
  await expectOneRecord();
});

test('parts that both have under one business identifier become one; where they differ, it is a conflict', async () => {
  const identifier = [{ system: 'urn:ietf:rfc:3986', value: 'urn:uuid:5f0f2d4c-0e5e-4a83-8d0d-8d5e3d6f4f11' }];
  stage.fjordvik.connector.put(...unshared(D_NUMBER));
  stage.trust.connector.put(...nilsAtTrust());
  stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({ ...goal, identifier }));
  stage.trust.connector.edit<Goal>('Goal', 't-goal-9', (goal) => ({ ...goal, identifier }));
  await stage.pass(stage.fjordvik);
  await stage.pass(stage.trust);
  carriesBoth(stage);
  stage.fjordvik.connector.put(...permit());
  await stage.settle();
  const goals = [...(await stage.record()).parts.values()].filter(({ kind }) => kind === 'goal');
  expect(goals.map(({ resource }) => (resource as Goal).description.text).sort()).toEqual([
    'Gå til butikken alene',
    'Lese høyt for barnebarna',
  ]);
  expect(await stage.conflicts()).toHaveLength(1);
  expect(await stage.standing(stage.trust)).toBe('in-conflict');
  expect(stage.trust.connector.get<Goal>('Goal', 't-goal-9').description.text).toBe('Sove om natten');
  for (const partner of [stage.fjordvik, stage.trust]) expect(await differences(stage, partner)).toEqual([]);
});

test.each([
  ['first', false],
  ['an edit is', true],
])('a delivery under way when they become one, %s, is lost by nobody and doubles nothing', async (_, isShared) => {
  for (let nth = 1; nth <= 24; nth += 1) {
    const own = await openStage();
    own.fjordvik.connector.put(...directory('fjordvik'), ...nilsAtFjordvik(D_NUMBER));
    own.trust.connector.put(...directory('trust'), ...nilsAtTrust());
    await own.pass(own.fjordvik);
    if (isShared) await own.pass(own.trust);
    let asked = 0;
    own.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({ ...goal, description: { text: 'Ny' } }));
    own.trust.connector.onRequest = async () => {
      asked += 1;
      if (asked !== nth) return;
      carriesBoth(own);
      await own.pass(own.fjordvik);
    };
    await own.pass(own.fjordvik);
    await own.pass(own.trust);
    carriesBoth(own);
    await own.settle();
    expect(await own.store.overview()).toMatchObject({ records: 1, setAside: 0, conflicts: 0 });
    const goals = own.trust.connector.all<Goal>('Goal').map(({ description }) => description.text);
    expect(goals.sort()).toEqual(['Lese høyt for barnebarna', 'Ny', 'Sove om natten']);
    expect(await own.standing(own.trust)).toBe('in-step');
    await own.close();
  }
});

test('a process that dies at any commit of it ends where one that lives does', async () => {
  const ends = new Set<string>();
  for (const kept of [false, true]) {
    for (let commit = 1; commit <= 16; commit += 1) {
      const mortal = mortalStore(await openSqliteStore({ file: ':memory:' }));
      const own = await openStage({ store: mortal.store });
      own.fjordvik.connector.put(...directory('fjordvik'), ...nilsAtFjordvik(D_NUMBER));
      own.trust.connector.put(...directory('trust'), ...nilsAtTrust());
      await own.pass(own.fjordvik);
      await own.pass(own.trust);
      carriesBoth(own);
      mortal.diesAt(commit, kept);
      await own.pass(own.fjordvik).catch(() => undefined);
      await own.pass(own.trust).catch(() => undefined);
      mortal.restart();
      await own.settle();
      ends.add(JSON.stringify([await recordInWords(own), await own.store.overview()]));
      await own.close();
    }
  }
  expect(ends.size).toBe(1);
});
