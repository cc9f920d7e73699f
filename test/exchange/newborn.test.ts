import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CarePlan, Patient, Resource } from '@medplum/fhirtypes';
import { differences } from './in-step.ts';
import { FNR, nilsAtTrust } from './nils.ts';
import { directory, Papers } from './papers.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
  stage.fjordvik.connector.put(...directory('fjordvik'));
  stage.trust.connector.put(...directory('trust'));
});
afterEach(() => stage.close());

const LOCAL = 'https://fjordvik.example.no/pasient';
const BORN = '1968-03-14';

/** A newborn at the municipality, known by the municipality's own number only. */
function newborn(prefix: string, local: string | undefined, more: Partial<Patient> = {}): readonly Resource[] {
  const papers = new Papers(prefix, '');
  const [patient, ...rest] = papers.whole();
  const identifier = local === undefined ? [] : [{ system: LOCAL, value: local }];
  const { identifier: _, ...unnumbered } = patient as Patient;
  return [{ ...unnumbered, birthDate: BORN, ...(local ? { identifier } : {}), ...more }, ...rest];
}

/** The number comes, beside what the municipality knew her by. */
function getsNumber(id = 'n-patient'): void {
  stage.fjordvik.connector.edit<Patient>('Patient', id, (patient) => ({
    ...patient,
    identifier: [...(patient.identifier ?? []), FNR],
  }));
}

const rules = async (): Promise<readonly string[]> =>
  (await stage.store.allSetAside()).flatMap(({ findings }) => findings.map(({ rule }) => rule));

describe.each([
  ['with a local number', '17'],
  ['without any identifier', undefined],
])('a newborn %s', (_, local) => {
  test('is in step at once, and the same person when the number comes', async () => {
    stage.fjordvik.connector.put(...newborn('n', local));
    await stage.settle();
    expect(await stage.store.overview()).toMatchObject({ records: 1, setAside: 0 });
    const goals = stage.trust.connector.all('Goal').length;
    getsNumber();
    await stage.settle();
    expect(await stage.store.overview()).toMatchObject({ records: 1, setAside: 0 });
    expect(stage.trust.connector.all('Goal')).toHaveLength(goals);
    for (const partner of [stage.fjordvik, stage.trust]) {
      expect(await stage.standing(partner, FNR.value)).toBe('in-step');
    }
  });

  test('whose number is known from elsewhere is that person from then on', async () => {
    stage.fjordvik.connector.put(...newborn('n', local));
    stage.trust.connector.put(...nilsAtTrust());
    await stage.pass(stage.trust);
    await stage.pass(stage.fjordvik);
    expect(await stage.store.overview()).toMatchObject({ records: 2 });
    getsNumber();
    await stage.settle();
    expect(await rules()).toEqual([]);
    expect(await stage.store.overview()).toMatchObject({ records: 1 });
    for (const partner of [stage.fjordvik, stage.trust]) {
      expect(await stage.standing(partner, FNR.value)).toBe('in-step');
      expect(await differences(stage, partner, FNR.value)).toEqual([]);
    }
  });

  test('who waits joins in with her number too', async () => {
    stage.fjordvik.connector.put(...newborn('n', local));
    stage.fjordvik.connector.edit<CarePlan>('CarePlan', 'n-plan', ({ period: _, ...plan }) => plan);
    stage.trust.connector.put(...nilsAtTrust());
    await stage.pass(stage.trust);
    await stage.pass(stage.fjordvik);
    expect(await stage.store.overview()).toMatchObject({ records: 1, setAside: 1 });
    getsNumber();
    stage.fjordvik.connector.put(...newborn('n', local).filter(({ resourceType }) => resourceType === 'CarePlan'));
    await stage.settle();
    expect(await stage.store.overview()).toMatchObject({ records: 1, setAside: 0 });
    expect(await stage.standing(stage.fjordvik, FNR.value)).toBe('in-step');
  });
});

describe('twins', () => {
  const link = (id: string): Partial<Patient> => ({
    link: [{ other: { reference: `Patient/${id}` }, type: 'seealso' }],
  });

  test('of one birth date and without numbers are two persons', async () => {
    stage.fjordvik.connector.put(...newborn('n', '17'), ...newborn('m', '18'));
    await stage.settle();
    expect(await stage.store.overview()).toMatchObject({ records: 2, setAside: 0 });
    stage.fjordvik.connector.put(...newborn('o', undefined), ...newborn('p', undefined));
    await stage.settle();
    expect(await stage.store.overview()).toMatchObject({ records: 4, setAside: 0 });
  });

  test.each([
    ['neither has a number', false],
    ['one has got hers', true],
  ])('linked with each other, %s: several persons, and two records', async (_, isNumbered) => {
    stage.fjordvik.connector.put(...newborn('n', '17'), ...newborn('m', '18'));
    await stage.settle();
    if (isNumbered) getsNumber('m-patient');
    stage.fjordvik.connector.edit<Patient>('Patient', 'n-patient', (patient) => ({ ...patient, ...link('m-patient') }));
    await stage.settle();
    expect(await rules()).toEqual(['several-persons']);
    expect(await stage.store.overview()).toMatchObject({ records: 2, setAside: 1 });
    stage.fjordvik.connector.edit<Patient>('Patient', 'n-patient', ({ link: _, ...patient }) => patient);
    await stage.settle();
    expect(await stage.store.overview()).toMatchObject({ records: 2, setAside: 0 });
  });
});
