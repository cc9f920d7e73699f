import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CarePlan, Patient, Resource } from '@medplum/fhirtypes';
import { carriesBoth, D_NUMBER, FNR, nilsAtFjordvik, nilsAtTrust, OTHER_FNR, personWith, rulesBroken } from './nils.ts';
import { directory } from './papers.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
  stage.fjordvik.connector.put(...directory('fjordvik'));
  stage.trust.connector.put(...directory('trust'));
});
afterEach(() => stage.close());

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
    const before = await stage.store.record(await personWith(stage, D_NUMBER));
    act();
    await stage.settle();
    expect(await rulesBroken(stage)).toEqual(['several-persons']);
    expect(await stage.store.overview()).toMatchObject({ records: 2, setAside: 1 });
    expect(await stage.store.record(await personWith(stage, D_NUMBER))).toEqual(before);
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

  test('a number that leads to somebody born on another day is no proof: it may be mistyped', async () => {
    const own = await openStage();
    own.fjordvik.connector.put(...directory('fjordvik'), ...nilsAtFjordvik(FNR));
    own.trust.connector.put(...directory('trust'), ...nilsAtTrust());
    own.trust.connector.edit<Patient>('Patient', 't-patient', (patient) => ({ ...patient, birthDate: '1990-01-01' }));
    for (const partner of [own.fjordvik, own.trust, own.fjordvik, own.trust]) await own.pass(partner);
    expect(await rulesBroken(own)).toEqual(['several-persons']);
    expect(JSON.stringify(await own.stored('Goal'))).not.toContain('Sove om natten');
    expect(own.trust.connector.requests.filter(({ what }) => what === 'create')).toEqual([]);
    expect(await own.link(own.trust)).toMatchObject({ standing: 'blocked', reason: 'duplicate' });
    own.trust.connector.edit<Patient>('Patient', 't-patient', (patient) => ({ ...patient, birthDate: '1968-03-14' }));
    await own.settle();
    expect(await own.store.overview()).toMatchObject({ records: 1, setAside: 0 });
    await own.close();
  });

  test('a contradiction that is mended elsewhere is seen', async () => {
    stage.trust.connector.edit<Patient>('Patient', 't-patient', (patient) => ({ ...patient, birthDate: '1968-03-15' }));
    await stage.pass(stage.trust);
    carriesBoth(stage);
    await stage.settle();
    expect(await rulesBroken(stage)).toEqual(['several-persons']);
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
    expect(await rulesBroken(stage)).toEqual(['several-persons', 'one-active-plan']);
    stage.trust.connector.edit<CarePlan>('CarePlan', 'x-plan', (plan) => ({ ...plan, status: 'completed' }));
    await stage.pass(stage.trust);
    await stage.pass(stage.fjordvik);
    expect(await stage.store.overview()).toMatchObject({ records: 1, setAside: 0 });
  });
});
