import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CareTeam, Patient, RelatedPerson } from '@medplum/fhirtypes';
import { differences } from './in-step.ts';
import { directory } from './papers.ts';
import { INGRIDS, openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
  stage.fjordvik.connector.put(...directory('fjordvik'), ...INGRIDS.whole());
  stage.trust.connector.put(...directory('trust'));
});
afterEach(() => stage.close());

const SYSTEM = 'http://ehelse.no/fhir/CodeSystem/gd-address-confidentiality';
const at = (change: (patient: Patient) => Patient): void =>
  stage.fjordvik.connector.edit<Patient>('Patient', 'f-patient', change);
const protect = (): void =>
  at((patient) => ({ ...patient, meta: { security: [{ system: SYSTEM, code: 'fortrolig' }] } }));
const lift = (): void => at(({ meta: _, ...patient }) => patient);
const trustHas = (text: string): boolean => JSON.stringify(stage.trust.connector.all()).includes(text);

describe('fortrolig', () => {
  const mother: RelatedPerson = {
    resourceType: 'RelatedPerson',
    id: 'f-mother',
    patient: INGRIDS.person,
    name: [{ text: 'Mor' }],
    address: [{ line: ['Hemmelig vei 1'], district: 'Hemmelig kommune' }],
    telecom: [
      { system: 'phone', value: '99999999', use: 'mobile' },
      { system: 'phone', value: 'Hemmelig 2', use: 'home' },
    ],
  };
  const placed = (patient: Patient): Patient => ({
    ...patient,
    address: [{ line: ['Hemmelig vei 1'], city: 'Hemmelig by' }],
  });
  const withMother = (team: CareTeam): CareTeam => ({
    ...team,
    participant: [...(team.participant ?? []), { member: { reference: 'RelatedPerson/f-mother' } }],
  });
  beforeEach(() => {
    at(placed);
    stage.fjordvik.connector.put(mother);
    stage.fjordvik.connector.edit<CareTeam>('CareTeam', 'f-team', withMother);
  });

  test('the plan flows, without where she lives', async () => {
    protect();
    await stage.settle();
    expect(await stage.standing(stage.trust)).toBe('in-step');
    expect(trustHas('Hemmelig')).toBe(false);
    expect(trustHas('99999999')).toBe(true);
    // That it is protected, the trust is told.
    expect(stage.trust.connector.all<Patient>('Patient')[0]?.meta?.security).toEqual([
      { system: SYSTEM, code: 'fortrolig' },
    ]);
    expect(await differences(stage, stage.trust)).toEqual([]);
  });

  test('appearing later it takes nothing away that is there, and nothing new goes', async () => {
    await stage.settle();
    expect(trustHas('Hemmelig vei 1')).toBe(true);
    protect();
    stage.fjordvik.connector.edit<RelatedPerson>('RelatedPerson', 'f-mother', (one) => ({
      ...one,
      gender: 'female',
      address: [{ line: ['Ny hemmelig vei'] }],
    }));
    await stage.settle();
    const [theirs] = stage.trust.connector.all<RelatedPerson>('RelatedPerson');
    expect(theirs).toMatchObject({ gender: 'female', address: mother.address, telecom: mother.telecom });
    expect(await stage.standing(stage.trust)).toBe('in-step');
    lift();
    await stage.settle();
    expect(trustHas('Ny hemmelig vei')).toBe(true);
  });

  test('what the trust writes of addresses stays there, and is no conflict', async () => {
    protect();
    await stage.settle();
    const [theirs] = stage.trust.connector.all<RelatedPerson>('RelatedPerson');
    stage.trust.connector.put({ ...theirs, gender: 'female', address: [{ line: ['Hos sykehuset'] }] } as RelatedPerson);
    await stage.settle();
    expect(await stage.conflicts()).toEqual([]);
    const ours = stage.fjordvik.connector.get<RelatedPerson>('RelatedPerson', 'f-mother');
    expect(ours).toMatchObject({ gender: 'female', address: mother.address });
    const [still] = stage.trust.connector.all<RelatedPerson>('RelatedPerson');
    expect(still).toMatchObject({ address: [{ line: ['Hos sykehuset'] }] });
    expect(await stage.standing(stage.trust)).toBe('in-step');
    expect(await differences(stage, stage.trust)).toEqual([]);
  });

  test('lifted by the municipality, it is lifted, though the Patient created at the trust repeats it', async () => {
    protect();
    await stage.settle();
    lift();
    await stage.settle();
    expect(trustHas('Hemmelig vei 1')).toBe(true);
  });
});
