import type { CarePlan, Resource } from '@medplum/fhirtypes';
import { equal } from '../record/json.ts';
import { isIndividualPlan, isPlanPart } from '../record/kinds.ts';
import { startOf } from '../record/period.ts';
import { type PlanRecord, plansOf } from '../record/record.ts';
import { deathOf } from './person.ts';
import { formRule, type LawRule, worldRule } from './rule.ts';

/** Years that a record is kept after the death of the person. The act has no number; this is the one that is usual. */
const KEPT_YEARS = 10;

/** What follows from a death. */
export const LIFE_LAW: readonly LawRule[] = [
  formRule({
    key: 'closed-by-death',
    reference: 'pjl § 6',
    message: {
      nb: 'Personen er død, og planen er avsluttet: den endres ikke mer.',
      nn: 'Personen er død, og planen er avslutta: han blir ikkje endra meir.',
      en: 'The person is dead and the plan is completed: it is not changed any more.',
    },
    action: {
      nb: 'La planen stå. Er dødsfallet registrert ved en feil, rett Patient.deceased først.',
      nn: 'La planen stå. Er dødsfallet registrert ved ein feil, rett Patient.deceased først.',
      en: 'Leave the plan as it is. Where the death was recorded in error, correct Patient.deceased first.',
    },
    expected: 'the plan as it stood at the death',
    lacks: ({ record, before, at }) => {
      if (!before || deathOf(before, at) === undefined || deathOf(record, at) === undefined) return [];
      return [...record.parts].flatMap(([key, { resource, kind }]) => {
        const earlier = before.parts.get(key)?.resource;
        if (!isPlanPart(kind) || equal(earlier, resource)) return [];
        return [{ about: resource, found: earlier ? 'a change' : 'a new part' }];
      });
    },
  }),
  worldRule({
    key: 'record-kept',
    reference: 'pjl § 25',
    message: {
      nb: 'Opplysningene oppbevares til de ikke lenger trengs, og så arkiveres eller slettes de.',
      nn: 'Opplysningane blir tekne vare på til det ikkje lenger er bruk for dei, og så arkiverte eller sletta.',
      en: 'The record is kept until it is not needed any more, and is then archived or deleted.',
    },
    action: {
      nb: 'Arkiver eller slett planen og loggen over hvem som har sett den.',
      nn: 'Arkiver eller slett planen og loggen over kven som har sett han.',
      en: 'Archive or delete the plan, and the log of who has seen it.',
    },
    expected: 'an archived or deleted record',
    holdsAfterDeath: true,
    owedBy: 'author',
    term: `${KEPT_YEARS} years after the death`,
    lacks: ({ record, at }) => {
      const death = deathOf(record, at);
      if (death === undefined) return [];
      const due = `${Number(death.slice(0, 4)) + KEPT_YEARS}${death.slice(4).replace('-02-29', '-02-28')}`;
      return plansOf(record).map((plan) => ({ about: plan, found: 'a record that is kept', due }));
    },
  }),
];

const UNDER_WAY: ReadonlySet<string> = new Set(['active', 'on-hold']);

/**
 * The plans that a death completes, with its date: nobody edits them any more. A draft comes to nothing.
 *
 * @returns the plans as they become; none while the person lives
 * @example
 * completedByDeath(record, at)[0]?.status; // 'completed'
 */
export function completedByDeath(record: PlanRecord, at: string): readonly CarePlan[] {
  const death = deathOf(record, at);
  if (death === undefined) return [];
  return [...record.parts.values()]
    .map(({ resource }) => resource)
    .filter((resource: Resource): resource is CarePlan => isIndividualPlan(resource))
    .flatMap((plan): readonly CarePlan[] => {
      if (plan.status === 'draft') return [{ ...plan, status: 'revoked' }];
      if (!UNDER_WAY.has(plan.status)) return [];
      const start = plan.period?.start;
      const period = { ...plan.period, ...(start && startOf(start) > startOf(death) ? {} : { end: death }) };
      return [{ ...plan, status: 'completed', period }];
    });
}
