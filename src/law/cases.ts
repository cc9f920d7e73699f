import type { ServiceRequest, Task } from '@medplum/fhirtypes';
import { hasCode } from '../record/kinds.ts';
import { type PlanRecord, resourcesOf } from '../record/record.ts';
import { targetOf } from '../record/references.ts';
import { SAMPLAN } from '../record/systems.ts';

/** How a case stands: code system `case-status`, in Task.businessStatus. */
export const CASE_STATUSES = ['received', 'offered', 'granted', 'declined', 'refused'] as const;
export type CaseStatus = (typeof CASE_STATUSES)[number];

/** A case: somebody asked for something, and somebody decides. */
export interface LawCase {
  readonly task: Task;
  readonly status: CaseStatus | undefined;
  /** What it is about, where that is in the record. */
  readonly request: ServiceRequest | undefined;
}

/** Cases about measures that need a decision (vedtak). */
export function decisionsIn(record: PlanRecord): readonly LawCase[] {
  return tasksIn(record)
    .filter(({ code }) => hasCode(code, SAMPLAN.caseKind, 'decision'))
    .map((task) => caseOf(record, task));
}

/** Cases about a request: what was made of it, and so answers it. */
export function casesAbout(record: PlanRecord, request: ServiceRequest): readonly LawCase[] {
  return tasksIn(record)
    .map((task) => caseOf(record, task))
    .filter((one) => one.request === request);
}

/** The case about a need that has this id; undefined where there is none. */
export function needCase(record: PlanRecord, id: string): LawCase | undefined {
  const task = tasksIn(record).find((one) => one.id === id && hasCode(one.code, SAMPLAN.caseKind, 'need'));
  return task && caseOf(record, task);
}

/** How a case stands, as its Task says; undefined when it does not. */
function caseStatusOf({ businessStatus }: Task): CaseStatus | undefined {
  return CASE_STATUSES.find((status) => hasCode(businessStatus, SAMPLAN.caseStatus, status));
}

function caseOf(record: PlanRecord, task: Task): LawCase {
  const target = [task.focus, ...(task.basedOn ?? [])]
    .map((reference) => targetOf(reference?.reference))
    .find((one) => one?.type === 'ServiceRequest');
  const request = target && record.parts.get(`ServiceRequest/${target.id}`)?.resource;
  return { task, status: caseStatusOf(task), request: request as ServiceRequest | undefined };
}

function tasksIn(record: PlanRecord): readonly Task[] {
  return resourcesOf(record).filter((resource): resource is Task => resource.resourceType === 'Task');
}
