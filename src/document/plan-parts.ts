import type {
  Annotation,
  Appointment,
  CarePlan,
  CarePlanActivityDetail,
  CareTeam,
  Communication,
  Condition,
  Consent,
  DocumentReference,
  Encounter,
  Goal,
  Observation,
  Patient,
  Reference,
  Resource,
  ServiceRequest,
  Task,
} from '@medplum/fhirtypes';
import { isCurrent } from '../record/organizations.ts';
import { consentsOf, keyOf, type PlanRecord, resourcesOf, teamsOf } from '../record/record.ts';
import { isRelative, targetOf } from '../record/references.ts';
import type { Wording } from './wording.ts';

/** A measure, whether it is a resource of its own or stands inline in its plan. */
export interface Measure {
  readonly source: ServiceRequest | Task | CarePlanActivityDetail;
  /** The plan or measure that its references are read in. */
  readonly within: Resource;
  readonly performers: readonly Reference[];
  readonly notes: readonly Annotation[];
  readonly tasks: readonly Task[];
}

/** What of a record is in the document of one plan. */
export interface PlanParts {
  readonly plan: CarePlan;
  readonly person: Patient | undefined;
  readonly subPlans: readonly CarePlan[];
  readonly goals: readonly Goal[];
  readonly needs: readonly (Condition | Observation)[];
  readonly teams: readonly CareTeam[];
  readonly measures: readonly Measure[];
  readonly meetings: readonly (Appointment | Encounter)[];
  readonly minutes: readonly Communication[];
  readonly documents: readonly DocumentReference[];
  readonly consents: readonly Consent[];
}

/**
 * What belongs into the document of a plan: its goals, needs and measures and those of its sub-plans as they list them, and of the
 * person's record the teams there are, meetings, papers and consents. What was entered in error is left out.
 *
 * @param record what one caller sees
 */
export function partsOfPlan(record: PlanRecord, plan: CarePlan, wording: Wording): PlanParts {
  const all = resourcesOf(record).filter(isMeant);
  const ofType = <T extends Resource['resourceType']>(...types: readonly T[]) =>
    all.filter((one): one is Extract<Resource, { resourceType: T }> =>
      (types as readonly string[]).includes(one.resourceType),
    );
  const subPlans = subPlansOf(ofType('CarePlan'), plan);
  const listed = <T extends Resource['resourceType']>(
    of: (one: CarePlan) => readonly (Reference | undefined)[],
    ...types: readonly T[]
  ): readonly Extract<Resource, { resourceType: T }>[] => {
    const found = [plan, ...subPlans].flatMap((one) =>
      of(one).flatMap((reference) => wording.target(reference, one) ?? []),
    );
    return [...new Set(found.filter(isMeant))].filter((one): one is Extract<Resource, { resourceType: T }> =>
      (types as readonly string[]).includes(one.resourceType),
    );
  };
  const tasks = ofType('Task');
  const listedTeams = listed(({ careTeam = [] }) => careTeam, 'CareTeam');
  const isOfPlan = (resource: Resource): boolean =>
    resource.resourceType !== 'Consent' && record.parts.get(keyOf(resource))?.kind !== 'consent';
  return {
    plan,
    person: ofType('Patient')[0],
    subPlans,
    goals: listed(({ goal = [] }) => goal, 'Goal'),
    needs: listed(
      ({ addresses = [], supportingInfo = [] }) => [...addresses, ...supportingInfo],
      'Condition',
      'Observation',
    ),
    teams: [...new Set([...listedTeams, ...teamsOf(record).filter(isMeant).filter(isCurrent)])],
    measures: [plan, ...subPlans].flatMap((one) => measuresOf(one, tasks, wording)),
    meetings: ofType('Appointment', 'Encounter').toSorted((left, right) => (startOf(left) < startOf(right) ? -1 : 1)),
    minutes: ofType('Communication').filter((one) => record.parts.get(keyOf(one))?.kind === 'minutes'),
    documents: ofType('DocumentReference').filter(isOfPlan),
    consents: consentsOf(record).filter(isMeant),
  };
}

function startOf(meeting: Appointment | Encounter): string {
  return (meeting.resourceType === 'Appointment' ? meeting.start : meeting.period?.start) ?? '';
}

function isMeant(resource: Resource): boolean {
  const status: unknown = 'lifecycleStatus' in resource ? resource.lifecycleStatus : Reflect.get(resource, 'status');
  return status !== 'entered-in-error';
}

/** Its sub-plans, and theirs. */
function subPlansOf(plans: readonly CarePlan[], plan: CarePlan): readonly CarePlan[] {
  const found: CarePlan[] = [];
  const keys = new Set([keyOf(plan)]);
  // What is added while it is walked is walked too.
  for (const key of keys) {
    for (const one of plans) {
      if (keys.has(keyOf(one)) || !(one.partOf ?? []).some((of) => leadsTo(of, key))) continue;
      keys.add(keyOf(one));
      found.push(one);
    }
  }
  return found;
}

/** In the order in which the plan lists them. */
function measuresOf(plan: CarePlan, tasks: readonly Task[], { target }: Wording): readonly Measure[] {
  return (plan.activity ?? []).flatMap(({ reference, detail, progress = [] }): Measure[] => {
    if (detail?.status === 'entered-in-error') return [];
    if (detail)
      return [{ source: detail, within: plan, performers: detail.performer ?? [], notes: progress, tasks: [] }];
    const listed = target(reference, plan);
    if (!listed || !isMeant(listed)) return [];
    const within = reference?.reference?.startsWith('#') === true ? plan : listed;
    if (listed.resourceType === 'Task') {
      const performers = listed.owner ? [listed.owner] : [];
      return [{ source: listed, within, performers, notes: [...(listed.note ?? []), ...progress], tasks: [] }];
    }
    if (listed.resourceType !== 'ServiceRequest') return [];
    const { performer: performers = [], note = [] } = listed;
    const own = tasks.filter(({ basedOn = [] }) => basedOn.some((on) => leadsTo(on, keyOf(listed))));
    return [{ source: listed, within, performers, notes: [...note, ...progress], tasks: own }];
  });
}

function leadsTo({ reference }: Reference, key: string): boolean {
  const target = reference !== undefined && isRelative(reference) ? targetOf(reference) : undefined;
  return target !== undefined && `${target.type}/${target.id}` === key;
}
