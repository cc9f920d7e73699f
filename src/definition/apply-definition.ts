import type {
  CarePlan,
  CareTeam,
  CodeableConcept,
  Encounter,
  Goal,
  GoalTarget,
  Organization,
  Patient,
  PlanDefinition,
  PlanDefinitionAction,
  PlanDefinitionGoal,
  Practitioner,
  PractitionerRole,
  Reference,
  ServiceRequest,
} from '@medplum/fhirtypes';
import { today } from '../record/day.ts';
import { SAMPLAN } from '../record/systems.ts';
import { dayIn } from './day-in.ts';

/** For whom a definition is applied, and by whom. */
export interface Applying {
  readonly subject: Reference<Patient>;
  readonly practitioner?: Reference<Practitioner | PractitionerRole>;
  readonly organization?: Reference<Organization>;
  readonly encounter?: Reference<Encounter>;
  /** The person's team, which the plan joins: a definition makes none, for nobody has two responsible coordinators. */
  readonly teams: readonly Reference<CareTeam>[];
  /** Instant at which it is applied, ISO 8601 in UTC. */
  readonly at: string;
}

/** A draft plan with its goals and measures; they refer to each other by `#id`. */
export interface Applied {
  readonly plan: CarePlan;
  readonly goals: readonly Goal[];
  readonly measures: readonly ServiceRequest[];
}

type Performer = NonNullable<ServiceRequest['performer']>[number];

const PERTAINS_TO = 'http://hl7.org/fhir/StructureDefinition/resource-pertainsToGoal';

const PLAN: CodeableConcept = { coding: [{ system: SAMPLAN.planKind, code: 'individual-plan' }] };
const MEASURE: CodeableConcept = { coding: [{ system: SAMPLAN.serviceRequestKind, code: 'measure' }] };

/**
 * A draft of an individual plan as a definition has it (R4 plandefinition-operation-apply): a goal for each of its goals, a measure
 * for each of its actions. Nothing is decided with it: goals are proposed, measures are drafts, and who has a role that nobody was named
 * for stands as a role (`performerType`).
 *
 * @example
 * applyDefinition(definition, { subject: { reference: 'Patient/17' }, teams: [], at: now() }).plan.status; // 'draft'
 */
export function applyDefinition(definition: PlanDefinition, applying: Applying): Applied {
  const { subject, practitioner, organization, encounter, teams, at } = applying;
  const goals = (definition.goal ?? []).map((goal, index) => goalOf(goal, `goal-${index + 1}`, applying));
  const goalIds = new Map((definition.goal ?? []).map(({ id = '' }, index) => [id, `#goal-${index + 1}`]));
  const measures = (definition.action ?? []).map((action, index) =>
    measureOf(action, `measure-${index + 1}`, goalIds, applying),
  );
  const author = practitioner ?? organization;
  const plan: CarePlan = {
    resourceType: 'CarePlan',
    meta: { profile: [SAMPLAN.profile('ip-careplan')] },
    ...(definition.language ? { language: definition.language } : {}),
    instantiatesCanonical: [`${definition.url}|${definition.version}`],
    status: 'draft',
    intent: 'plan',
    category: [PLAN],
    ...(definition.title ? { title: definition.title } : {}),
    subject,
    ...(encounter ? { encounter } : {}),
    created: at,
    ...(author ? { author } : {}),
    ...(teams.length > 0 ? { careTeam: [...teams] } : {}),
    ...(goals.length > 0 ? { goal: goals.map(({ id }) => ({ reference: `#${id}` })) } : {}),
    ...(measures.length > 0 ? { activity: measures.map(({ id }) => ({ reference: { reference: `#${id}` } })) } : {}),
  };
  return { plan, goals, measures };
}

function goalOf(
  { category, description, priority, target = [] }: PlanDefinitionGoal,
  id: string,
  applying: Applying,
): Goal {
  const day = today(applying.at);
  const targets = target.map(
    ({ measure, detailQuantity, detailRange, detailCodeableConcept, due }): GoalTarget => ({
      ...(measure ? { measure } : {}),
      ...(detailQuantity ? { detailQuantity } : {}),
      ...(detailRange ? { detailRange } : {}),
      ...(detailCodeableConcept ? { detailCodeableConcept } : {}),
      ...(due ? { dueDate: dayIn(day, due) } : {}),
    }),
  );
  return {
    resourceType: 'Goal',
    id,
    lifecycleStatus: 'proposed',
    ...(category ? { category: [category] } : {}),
    ...(priority ? { priority } : {}),
    description,
    subject: applying.subject,
    ...(targets.length > 0 ? { target: targets } : {}),
  };
}

function measureOf(
  action: PlanDefinitionAction,
  id: string,
  goalIds: ReadonlyMap<string, string>,
  { subject, practitioner, at }: Applying,
): ServiceRequest {
  const {
    title,
    description,
    code = [],
    goalId = [],
    participant = [],
    timingTiming,
    timingDuration,
    priority,
  } = action;
  const goals = goalId.flatMap((one) => goalIds.get(one) ?? []);
  const performer = participant.flatMap(({ type }): Performer[] => {
    if (type === 'patient') return [subject];
    return type === 'practitioner' && practitioner ? [practitioner] : [];
  });
  const role = participant.find(({ type, role: needed }) => type === 'practitioner' && needed !== undefined)?.role;
  const day = today(at);
  return {
    resourceType: 'ServiceRequest',
    id,
    ...(goals.length > 0
      ? { extension: goals.map((reference) => ({ url: PERTAINS_TO, valueReference: { reference } })) }
      : {}),
    status: 'draft',
    intent: 'plan',
    category: [MEASURE],
    ...(priority ? { priority } : {}),
    code: { ...code[0], ...(title ? { text: title } : {}) },
    subject,
    ...(timingTiming ? { occurrenceTiming: timingTiming } : {}),
    ...(timingDuration ? { occurrencePeriod: { start: day, end: dayIn(day, timingDuration) } } : {}),
    ...(role ? { performerType: role } : {}),
    ...(performer.length > 0 ? { performer } : {}),
    ...(description ? { note: [{ text: description }] } : {}),
  };
}
