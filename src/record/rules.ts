import type { CarePlan, Consent } from '@medplum/fhirtypes';
import type { Finding, Text } from '../validation/finding.ts';
import { hasCode } from './kinds.ts';
import { responsibleCoordinators } from './organizations.ts';
import { consentsOf, keyOf, type PlanRecord, plansOf } from './record.ts';
import { SAMPLAN } from './systems.ts';

/**
 * A rule of law as data. `form` rules refuse; `world` rules accept what is true in the world and say what is owed
 * (design: idea 3).
 */
interface Rule {
  readonly key: string;
  readonly reference: string;
  readonly phase: 'form' | 'world';
  readonly message: Text;
  readonly action: Text;
  readonly expected: string;
  /** Where the rule is broken, with what was found instead. */
  readonly breaches: (record: PlanRecord, at: string) => readonly Breach[];
  /** A form rule that only forbids to begin: what has begun is a fact, and what is owed for it a duty. */
  readonly forbidsBeginning?: true;
}

interface Breach {
  readonly plan: CarePlan;
  /** Element of the plan. */
  readonly element?: string;
  readonly found: string;
}

const RULES: readonly Rule[] = [
  {
    key: 'plan-made-consent',
    reference: 'pbrl § 2-5',
    phase: 'form',
    forbidsBeginning: true,
    message: {
      nb: 'En aktiv individuell plan krever at personen har samtykket til at planen lages.',
      nn: 'Ein aktiv individuell plan krev at personen har samtykt til at planen blir laga.',
      en: 'An active individual plan requires that the person has consented to the plan being made.',
    },
    action: {
      nb: 'Send samtykket (Consent, kategori plan-made, status active) sammen med planen, eller la planen være et utkast (status draft).',
      nn: 'Send samtykket (Consent, kategori plan-made, status active) saman med planen, eller la planen vere eit utkast (status draft).',
      en: 'Send the consent (Consent, category plan-made, status active) with the plan, or keep the plan a draft (status draft).',
    },
    expected: 'an active Consent of category plan-made',
    breaches: (record) =>
      activePlans(record).flatMap((plan) =>
        planMadeConsents(record).some(({ status }) => status === 'active')
          ? []
          : [{ plan, element: 'status', found: describe(planMadeConsents(record)) }],
      ),
  },
  {
    key: 'plan-period',
    reference: 'Forskrift om individuell plan, innhold g',
    phase: 'form',
    message: {
      nb: 'En aktiv individuell plan må si hvilken periode den gjelder for.',
      nn: 'Ein aktiv individuell plan må seie kva periode han gjeld for.',
      en: 'An active individual plan must state the period it covers.',
    },
    action: {
      nb: 'Sett CarePlan.period.start, eller la planen være et utkast (status draft).',
      nn: 'Set CarePlan.period.start, eller la planen vere eit utkast (status draft).',
      en: 'Set CarePlan.period.start, or keep the plan a draft (status draft).',
    },
    expected: 'CarePlan.period.start',
    breaches: (record) =>
      activePlans(record).flatMap((plan) =>
        plan.period?.start ? [] : [{ plan, element: 'period', found: 'no start' }],
      ),
  },
  {
    key: 'one-active-plan',
    reference: 'Prop. 100 L (2020–2021) kap. 8',
    phase: 'form',
    message: {
      nb: 'En person har én individuell plan; her er det flere aktive.',
      nn: 'Ein person har éin individuell plan; her er det fleire aktive.',
      en: 'A person has one individual plan; here several are active.',
    },
    action: {
      nb: 'Avklar hvilken plan som gjelder. Gjør den andre til delplan (partOf), eller avslutt den.',
      nn: 'Avklar kva plan som gjeld. Gjer den andre til delplan (partOf), eller avslutt han.',
      en: 'Settle which plan applies. Make the other a sub-plan (partOf), or end it.',
    },
    expected: 'one active individual plan',
    breaches: (record) => {
      const plans = activePlans(record);
      return plans.slice(1).map((plan) => ({ plan, found: `${plans.length} active plans` }));
    },
  },
  {
    key: 'responsible-coordinator',
    reference: 'pbrl § 2-5 b',
    phase: 'world',
    message: {
      nb: 'Den som har en individuell plan skal til enhver tid ha én ansvarlig koordinator.',
      nn: 'Den som har ein individuell plan skal til kvar tid ha éin ansvarleg koordinator.',
      en: 'A person with an individual plan shall have one responsible coordinator at all times.',
    },
    action: {
      nb: 'Koordinerende enhet oppnevner én ansvarlig koordinator i CareTeam.participant.',
      nn: 'Koordinerande eining nemner opp éin ansvarleg koordinator i CareTeam.participant.',
      en: 'The koordinerende enhet appoints one responsible coordinator in CareTeam.participant.',
    },
    expected: 'one responsible coordinator',
    breaches: (record, at) =>
      activePlans(record).flatMap((plan) => {
        const count = responsibleCoordinators(record, at).length;
        return count === 1 ? [] : [{ plan, found: `${count} responsible coordinators` }];
      }),
  },
];

/**
 * What the law says about a record as a whole: errors for form rules, warnings for world rules, each with its legal
 * reference and what to do.
 *
 * @param before the record before the change, where there is one: a withdrawn consent must never be refused because
 * the plan it was given for is still active (pbrl § 4-1)
 * @example
 * lawFindings(record, '2026-11-22T10:00:00.000Z').map(({ rule }) => rule); // ['plan-made-consent']
 */
export function lawFindings(record: PlanRecord, at: string, before?: PlanRecord): readonly Finding[] {
  return breachesIn(record, at, before).map(
    ({ rule, refuses, plan, element, found }): Finding => ({
      severity: refuses ? 'error' : 'warning',
      code: 'business-rule',
      rule: rule.key,
      path: element ? `${placeOf(plan)}.${element}` : placeOf(plan),
      reference: rule.reference,
      expected: rule.expected,
      found,
      message: rule.message,
      action: rule.action,
    }),
  );
}

/** Plans, by `Type/id`, that break a form rule: with them the record is refused. */
export function refusedPlans(record: PlanRecord, at: string, before?: PlanRecord): ReadonlySet<string> {
  return new Set(breachesIn(record, at, before).flatMap(({ refuses, plan }) => (refuses ? [keyOf(plan)] : [])));
}

function breachesIn(
  record: PlanRecord,
  at: string,
  before: PlanRecord | undefined,
): readonly (Breach & { readonly rule: Rule; readonly refuses: boolean })[] {
  const begun = new Set(before ? activePlans(before).map(({ id }) => id) : []);
  return RULES.flatMap((rule) =>
    rule.breaches(record, at).map((breach) => ({
      ...breach,
      rule,
      refuses: rule.phase === 'form' && !(rule.forbidsBeginning && begun.has(breach.plan.id)),
    })),
  );
}

function activePlans(record: PlanRecord): readonly CarePlan[] {
  return plansOf(record).filter(({ status }) => status === 'active');
}

function planMadeConsents(record: PlanRecord): readonly Consent[] {
  return consentsOf(record).filter(({ category }) => hasCode(category, SAMPLAN.consentKind, 'plan-made'));
}

function describe(consents: readonly Consent[]): string {
  return consents.length === 0
    ? 'none'
    : `consents with status ${[...new Set(consents.map(({ status }) => status))].join(', ')}`;
}

/** The plan as FHIRPath among the parts of its record. */
function placeOf(plan: CarePlan): string {
  return `CarePlan.where(id = '${plan.id ?? ''}')`;
}
