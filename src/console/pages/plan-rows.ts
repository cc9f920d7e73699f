import type { CarePlan, Patient, Resource } from '@medplum/fhirtypes';
import { dayText } from '../../document/time-texts.ts';
import { wordingOf } from '../../document/wording.ts';
import { isIndividualPlan } from '../../record/kinds.ts';
import { recordOf } from '../../record/record.ts';
import { SAMPLAN } from '../../record/systems.ts';
import type { Language } from '../../validation/finding.ts';
import { brief } from '../brief.ts';
import type { Visit } from '../page.ts';
import { resourcesIn } from '../seen-record.ts';
import { PLANS } from '../texts/plans-texts.ts';

/** A person in a list, with what is said of her plan. */
export interface PlanRow {
  readonly id: string;
  readonly name: string;
  readonly born?: string | undefined;
  readonly plan: string;
  readonly revision?: string | undefined;
}

/** Parameters of a search for individual plans. */
export const INDIVIDUAL = ['category', `${SAMPLAN.planKind}|individual-plan`] as const;

/**
 * Rows of persons, in the order of their ids as they are given, as far as the reader may see them.
 *
 * @param seen what a search has shown of them already
 * @example
 * const rows = await planRows(visit, ['17', '4711']);
 */
export async function planRows(
  { fhir, language }: Visit,
  persons: readonly string[],
  seen: readonly Resource[] = [],
): Promise<readonly PlanRow[]> {
  if (persons.length === 0) return [];
  const ids = persons.join(',');
  const count = [
    ['_count', '500'],
    ['_total', 'none'],
  ] as const;
  const isPatient = (one: Resource): one is Patient => one.resourceType === 'Patient';
  const patients = seen.some(isPatient)
    ? seen.filter(isPatient)
    : resourcesIn(await fhir.search('Patient', [['_id', ids], ...count])).filter(isPatient);
  const isPlan = (one: Resource): one is CarePlan => isIndividualPlan(one);
  const plans = seen.some(isPlan)
    ? seen.filter(isPlan)
    : resourcesIn(await fhir.search('CarePlan', [['patient', ids], INDIVIDUAL, ...count])).filter(isPlan);
  return persons.flatMap((id) => {
    const patient = patients.find((one) => one.id === id);
    const own = plans.filter(({ subject }) => subject.reference === `Patient/${id}`);
    return patient ? [rowOf(patient, own, language)] : [];
  });
}

const ORDER: readonly string[] = ['active', 'on-hold', 'draft'];

function rowOf(patient: Patient, plans: readonly CarePlan[], language: Language): PlanRow {
  const wording = wordingOf(recordOf(patient.id ?? '', [{ resource: patient }], new Map()), language);
  const [plan] = plans.toSorted((one, other) => rank(one) - rank(other));
  const revision = plan?.extension?.find(({ url }) => url === SAMPLAN.profile('next-revision'))?.valueDate;
  return {
    id: patient.id ?? '',
    name: brief(wording.name({ reference: `Patient/${patient.id}` }) ?? PLANS.unnamed[language]),
    born: dayText(patient.birthDate, language),
    plan: (plan && wording.status(plan.status)) ?? PLANS.noPlan[language],
    revision: dayText(revision, language),
  };
}

function rank({ status }: CarePlan): number {
  const place = ORDER.indexOf(status);
  return place < 0 ? ORDER.length : place;
}
