import type { Appointment, CarePlan, Consent, Encounter, Goal, Patient } from '@medplum/fhirtypes';
import { consentKind, isDerived } from '../consent/kind.ts';
import { consentRow } from '../document/consent-section.ts';
import { extentText } from '../document/extent-text.ts';
import { type PlanParts, partsOfPlan } from '../document/plan-parts.ts';
import { measureText } from '../document/team-sections.ts';
import { dayText, momentText, periodText } from '../document/time-texts.ts';
import { type Wording, wordingOf } from '../document/wording.ts';
import { consentsOf, openConflicts, type PlanRecord, plansOf, resourcesOf, teamsOf } from '../record/record.ts';
import { SAMPLAN } from '../record/systems.ts';
import type { Language } from '../validation/finding.ts';
import { conflictHead } from './conflict-view.ts';

/** Measures of one page. */
const MEASURES = 50;

/**
 * A record in words, as a page shows it.
 *
 * @param from place of the first measure that is shown
 * @example
 * planView(seenRecord(bundle, person), { language: 'nb', from: 0 }).goals;
 */
export function planView(
  record: PlanRecord,
  { language, from }: { readonly language: Language; readonly from: number },
) {
  const wording = wordingOf(record, language);
  const patient = resourcesOf(record).find((one): one is Patient => one.resourceType === 'Patient');
  const plan = plansOf(record).toSorted((one, other) => rank(one) - rank(other))[0];
  const parts = plan && partsOfPlan(record, plan, wording);
  const measures = parts?.measures ?? [];
  return {
    name: wording.name({ reference: `Patient/${record.person}` }),
    born: dayText(patient?.birthDate, language),
    plan: plan && headOf(plan, wording),
    waiting: openConflicts(record).map((task) => conflictHead(task, language)),
    ...goalsOf(parts?.goals ?? [], wording),
    measures: measures.slice(from, from + MEASURES).map((one) => measureRow(one, wording)),
    measureCount: measures.length,
    nextMeasures: measures.length > from + MEASURES ? from + MEASURES : undefined,
    team: (parts?.teams ?? teamsOf(record)).flatMap((team) =>
      (team.participant ?? []).map((one) => memberCard(one, wording)),
    ),
    meetings: (parts?.meetings ?? []).map((one) => meetingRow(one, wording)),
    consents: consentsOf(record)
      .filter((consent) => !isDerived(consent) && consent.status !== 'entered-in-error')
      .map((consent) => consentCard(consent, wording)),
  };
}

const ORDER: readonly string[] = ['active', 'on-hold', 'draft', 'completed'];

function rank({ status }: CarePlan): number {
  const place = ORDER.indexOf(status);
  return place < 0 ? ORDER.length : place;
}

function headOf(plan: CarePlan, wording: Wording) {
  const revision = plan.extension?.find(({ url }) => url === SAMPLAN.profile('next-revision'))?.valueDate;
  return {
    id: plan.id ?? '',
    title: plan.title,
    status: wording.status(plan.status),
    period: periodText(plan.period, wording.language),
    revision: dayText(revision, wording.language),
  };
}

/** The person's own first. */
function goalsOf(goals: readonly Goal[], wording: Wording) {
  const isOwn = ({ expressedBy }: Goal): boolean => wording.target(expressedBy)?.resourceType === 'Patient';
  const card = (goal: Goal) => ({
    text: wording.concept(goal.description) ?? wording.word('unnamed'),
    status: wording.status(goal.lifecycleStatus),
    area: goal.category?.map(wording.concept).filter(Boolean).join(', '),
    due: dayText(goal.target?.map(({ dueDate }) => dueDate).find(Boolean), wording.language),
    by: isOwn(goal) ? undefined : wording.name(goal.expressedBy, goal),
    notes: (goal.note ?? []).flatMap(({ text }) => text ?? []),
  });
  const proposals = goals.filter((goal) => isOwn(goal) && goal.lifecycleStatus === 'proposed');
  return {
    proposals: proposals.map((goal) => ({ id: goal.id ?? '', text: card(goal).text })),
    ownGoals: goals.filter(isOwn).map(card),
    otherGoals: goals.filter((one) => !isOwn(one)).map(card),
  };
}

function measureRow({ source, performers, within }: PlanParts['measures'][number], wording: Wording) {
  return {
    text: measureText(source, wording) ?? wording.word('unnamed'),
    responsible: performers.flatMap((one) => wording.name(one, within) ?? []).join(', '),
    extent: extentText(source, wording.language),
    status: wording.status(source.status),
  };
}

function memberCard(
  { member, onBehalfOf, role = [], period }: NonNullable<PlanParts['teams'][number]['participant']>[number],
  wording: Wording,
) {
  const [who, where] = [wording.name(member), wording.name(onBehalfOf)];
  return {
    name: who ?? where ?? wording.word('unnamed'),
    where: who === undefined ? undefined : where,
    roles: role.map(wording.concept).filter(Boolean).join(', '),
    period: periodText(period, wording.language),
  };
}

function meetingRow(meeting: Appointment | Encounter, wording: Wording) {
  const kinds = meeting.resourceType === 'Appointment' ? meeting.serviceType : meeting.type;
  const said = meeting.resourceType === 'Appointment' ? meeting.description : undefined;
  const start = meeting.resourceType === 'Appointment' ? meeting.start : meeting.period?.start;
  return {
    text: said ?? kinds?.map(wording.concept).find(Boolean) ?? wording.word('unnamed'),
    when: momentText(start, wording.language),
    status: wording.status(meeting.status),
  };
}

function consentCard(consent: Consent, wording: Wording) {
  return {
    id: consent.id ?? '',
    ...consentRow(consent, wording),
    isInForce: consent.status === 'active',
    isOpposition: consentKind(consent) === 'opposition',
  };
}
