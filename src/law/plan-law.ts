import type { CarePlan, Consent, Goal } from '@medplum/fhirtypes';
import { dayOf, daysAfter } from '../record/day.ts';
import { hasCode } from '../record/kinds.ts';
import { consentsOf, type PlanRecord, plansOf } from '../record/record.ts';
import { SAMPLAN } from '../record/systems.ts';
import { decisionsIn } from './cases.ts';
import { formRule, type Lack, type LawRule, worldRule } from './rule.ts';

/** How often a plan that does not say when is revised: a year after it began. */
const REVISION_DAYS = 365;

/** Within so many days a person hears what became of a goal that she proposed. */
const ANSWER_DAYS = 14;

/** What the law asks of a plan. */
export const PLAN_LAW: readonly LawRule[] = [
  formRule({
    key: 'plan-made-consent',
    content: ['h'],
    reference: 'pbrl § 2-5',
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
    owedBy: 'coordinator',
    lacks: ({ record }) =>
      activePlans(record).flatMap((plan) =>
        planMadeConsents(record).some(({ status }) => status === 'active')
          ? []
          : [{ about: plan, element: 'status', found: describe(planMadeConsents(record)) }],
      ),
  }),
  formRule({
    key: 'plan-period',
    content: ['g'],
    reference: 'Forskrift om individuell plan, innhold g',
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
    lacks: ({ record }) =>
      activePlans(record).flatMap((plan) =>
        plan.period?.start ? [] : [{ about: plan, element: 'period', found: 'no start' }],
      ),
  }),
  formRule({
    key: 'one-active-plan',
    reference: 'Prop. 100 L (2020–2021) kap. 8',
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
    lacks: ({ record }) => {
      const plans = activePlans(record);
      return plans.slice(1).map((plan) => ({ about: plan, found: `${plans.length} active plans` }));
    },
  }),
  worldRule({
    key: 'plan-revision',
    content: ['g'],
    reference: 'Forskrift om individuell plan, innhold g',
    message: {
      nb: 'Individuell plan skal revideres innen dagen den selv sier.',
      nn: 'Individuell plan skal reviderast innan dagen han sjølv seier.',
      en: 'An individual plan is to be revised by the day that it states.',
    },
    action: {
      nb: 'Gå gjennom planen med personen, og sett neste dato i extension next-revision.',
      nn: 'Gå gjennom planen med personen, og set neste dato i extension next-revision.',
      en: 'Go through the plan with the person, and set the next date in the extension next-revision.',
    },
    expected: 'a next revision that lies ahead',
    owedBy: 'coordinator',
    term: `the plan's next revision; a plan without one, ${REVISION_DAYS} days after its start`,
    lacks: ({ record }) =>
      activePlans(record).flatMap((plan) => {
        const due = revisionOf(plan);
        return due === undefined
          ? []
          : [{ about: plan, element: `extension('${NEXT_REVISION}')`, found: 'no revision since', due }];
      }),
  }),
  worldRule({
    key: 'own-goal-answered',
    content: ['a'],
    reference: 'pbrl § 3-1',
    message: {
      nb: 'Personen har selv foreslått et mål. Planen lages sammen med personen, så forslaget skal ha et svar.',
      nn: 'Personen har sjølv gjort framlegg om eit mål. Planen blir laga saman med personen, så framlegget skal ha eit svar.',
      en: 'The person has proposed a goal herself. The plan is made together with her, so the proposal is to have an answer.',
    },
    action: {
      nb: 'Snakk med personen om målet, og sett Goal.lifecycleStatus: accepted, planned eller active, eller rejected med en merknad om hvorfor.',
      nn: 'Snakk med personen om målet, og set Goal.lifecycleStatus: accepted, planned eller active, eller rejected med ein merknad om kvifor.',
      en: 'Talk with the person about the goal, and set Goal.lifecycleStatus: accepted, planned or active, or rejected with a note that says why.',
    },
    expected: 'a goal that is accepted or rejected',
    owedBy: 'coordinator',
    term: `${ANSWER_DAYS} days after it was proposed`,
    lacks: ({ record }) =>
      ownProposals(record).map((goal) => {
        const since = dayOf(goal.statusDate);
        return {
          about: goal,
          element: 'lifecycleStatus',
          found: 'proposed',
          ...(since === undefined ? {} : { due: daysAfter(since, ANSWER_DAYS) }),
        };
      }),
  }),
  worldRule({
    key: 'decision-stated',
    reference: 'pbrl § 2-7',
    message: {
      nb: 'En plan gir ingen rett til tjenester: et tiltak som krever vedtak, viser hvordan det står med vedtaket.',
      nn: 'Ein plan gir ingen rett til tenester: eit tiltak som krev vedtak, viser korleis det står med vedtaket.',
      en: 'A plan gives no right to services: a measure that needs a decision shows how that decision stands.',
    },
    action: {
      nb: 'Sett Task.businessStatus på saken om tiltaket. Er det avslått, avslutt tiltaket eller la det være et forslag.',
      nn: 'Set Task.businessStatus på saka om tiltaket. Er det avslått, avslutt tiltaket eller la det vere eit framlegg.',
      en: 'Set Task.businessStatus of the case about the measure. Where it was refused, end the measure or keep it a proposal.',
    },
    expected: 'a status of the case, and no measure under way that was refused',
    owedBy: 'author',
    lacks: ({ record }) =>
      decisionsIn(record).flatMap(({ task, status, request }): readonly Lack[] => {
        if (status === undefined) return [{ about: task, element: 'businessStatus', found: 'none' }];
        const isCarriedOut = request?.status === 'active' && request.intent !== 'proposal';
        return status === 'refused' && request && isCarriedOut
          ? [{ about: request, element: 'status', found: 'active, and its decision is refused' }]
          : [];
      }),
  }),
];

const NEXT_REVISION = SAMPLAN.profile('next-revision');

/** Individual plans in force. */
export function activePlans(record: PlanRecord): readonly CarePlan[] {
  return plansOf(record).filter(({ status }) => status === 'active');
}

/** Goals that the person herself proposed, and nobody has answered. */
function ownProposals({ parts, person }: PlanRecord): readonly Goal[] {
  return [...parts.values()].flatMap(({ resource }) =>
    resource.resourceType === 'Goal' &&
    resource.lifecycleStatus === 'proposed' &&
    resource.expressedBy?.reference === `Patient/${person}`
      ? resource
      : [],
  );
}

function revisionOf({ extension, period }: CarePlan): string | undefined {
  const stated = dayOf(extension?.find(({ url }) => url === NEXT_REVISION)?.valueDate);
  const began = dayOf(period?.start);
  return stated ?? (began && daysAfter(began, REVISION_DAYS));
}

function planMadeConsents(record: PlanRecord): readonly Consent[] {
  return consentsOf(record).filter(({ category }) => hasCode(category, SAMPLAN.consentKind, 'plan-made'));
}

function describe(consents: readonly Consent[]): string {
  return consents.length === 0
    ? 'none'
    : `consents with status ${[...new Set(consents.map(({ status }) => status))].join(', ')}`;
}
