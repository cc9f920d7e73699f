import { expect } from '@jest/globals';
import type { CarePlan, Patient, Resource } from '@medplum/fhirtypes';
import { keyOf } from '../../src/record/record.ts';
import { NATIONAL } from '../../src/record/systems.ts';
import type { PersonIdentifier } from '../../src/store/store.ts';
import { differences } from './in-step.ts';
import { labelled } from './labels.ts';
import { Papers, TRUST } from './papers.ts';
import type { Stage } from './stage.ts';

/** Synthetic numbers of one birth date, 14 March 1968. */
export const FNR = { system: NATIONAL.birthNumber, value: '14836830068' };
export const D_NUMBER = { system: NATIONAL.dNumber, value: '54836830051' };
/** Somebody else's, born on the same day. */
export const OTHER_FNR = { system: NATIONAL.birthNumber, value: '14836830149' };

const AT_FJORDVIK = new Papers('f', FNR.value);
const AT_TRUST = new Papers('t', FNR.value);

/** Nils as the municipality keeps him: whole, and shared with the trust. */
export function nilsAtFjordvik(...identifier: NonNullable<Patient['identifier']>): readonly Resource[] {
  const [patient, ...papers] = AT_FJORDVIK.whole();
  return [{ ...patient, identifier } as Patient, ...papers];
}

/** Nils as the trust keeps him: a goal and a plan that is over, from before anybody shared anything. */
export function nilsAtTrust(): readonly Resource[] {
  const { careTeam: _, ...plan } = AT_TRUST.plan(['goal-9'], []);
  const author = { identifier: { system: NATIONAL.organization, value: TRUST.organization } };
  const earlier: CarePlan = { ...plan, status: 'completed', title: 'Tidligere plan', author };
  return [AT_TRUST.patient(), AT_TRUST.goal('goal-9', 'Sove om natten'), earlier];
}

/** A person's record in words that two runs share. */
export async function recordInWords(stage: Stage, number = FNR.value): Promise<readonly string[]> {
  const { parts, directory } = await stage.record(number);
  const own = [...parts.values()].map(({ resource }) => resource);
  const keys = new Set(own.map(keyOf));
  return labelled([...own, ...directory.values()], (resource) => keys.has(keyOf(resource)));
}

/** Nils as the municipality keeps him before he permits the trust to see anything, and that he does. */
export function unshared(identifier: typeof D_NUMBER): readonly Resource[] {
  return nilsAtFjordvik(identifier).filter(({ id }) => id !== PERMIT);
}
export function permit(): readonly Resource[] {
  return nilsAtFjordvik().filter(({ id }) => id === PERMIT);
}
const PERMIT = `f-access-${TRUST.organization}`;

/** The municipality writes both numbers into its Patient. */
export function carriesBoth({ fjordvik }: Stage): void {
  fjordvik.connector.edit<Patient>('Patient', 'f-patient', (patient) => ({ ...patient, identifier: [D_NUMBER, FNR] }));
}

/** The municipality keeps a Patient with the fødselsnummer too, and links the two. */
export function linksTwo({ fjordvik }: Stage, type: NonNullable<Patient['link']>[number]['type'] = 'seealso'): void {
  fjordvik.connector.put({ resourceType: 'Patient', id: 'f-other', identifier: [FNR], birthDate: '1968-03-14' });
  fjordvik.connector.edit<Patient>('Patient', 'f-patient', (patient) => ({
    ...patient,
    link: [{ other: { reference: 'Patient/f-other' }, type }],
  }));
}

export async function personWith({ store }: Stage, identifier: PersonIdentifier): Promise<string> {
  return (await store.persons([identifier]))[0] ?? '';
}

/** Rules that what is set aside breaks. */
export async function rulesBroken({ store }: Stage): Promise<readonly string[]> {
  return (await store.allSetAside()).flatMap(({ findings }) => findings.map(({ rule }) => rule));
}

/** In step everywhere, with one Patient at the trust. */
export async function expectOneRecord(stage: Stage): Promise<void> {
  expect(await rulesBroken(stage)).toEqual([]);
  expect(await stage.store.overview()).toMatchObject({ records: 1, conflicts: 0 });
  expect(await personWith(stage, D_NUMBER)).toBe(await personWith(stage, FNR));
  for (const partner of [stage.fjordvik, stage.trust]) {
    expect(await stage.standing(partner)).toBe('in-step');
    expect(await differences(stage, partner)).toEqual([]);
  }
  expect(stage.trust.connector.all('Patient')).toHaveLength(1);
  const [patient] = (await stage.stored<Patient>('Patient')).filter(({ active }) => active !== false);
  expect(patient?.identifier).toEqual(expect.arrayContaining([FNR, D_NUMBER]));
}
