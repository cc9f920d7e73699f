import type { CarePlan, Patient, Resource } from '@medplum/fhirtypes';
import { keyOf } from '../../src/record/record.ts';
import { NATIONAL } from '../../src/record/systems.ts';
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

/** Nils as the trust keeps him: a goal and a draft, from before anybody shared anything. */
export function nilsAtTrust(): readonly Resource[] {
  const { careTeam: _, ...plan } = AT_TRUST.plan(['goal-9'], []);
  const author = { identifier: { system: NATIONAL.organization, value: TRUST.organization } };
  const draft: CarePlan = { ...plan, status: 'draft', title: 'Utkast', author };
  return [AT_TRUST.patient(), AT_TRUST.goal('goal-9', 'Sove om natten'), draft];
}

/** A person's record in words that two runs share. */
export async function recordInWords(stage: Stage, number = FNR.value): Promise<readonly string[]> {
  const { parts, directory } = await stage.record(number);
  const own = [...parts.values()].map(({ resource }) => resource);
  const keys = new Set(own.map(keyOf));
  return labelled([...own, ...directory.values()], (resource) => keys.has(keyOf(resource)));
}
