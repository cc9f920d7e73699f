import type { Organization, Reference, ServiceRequest, Task } from '@medplum/fhirtypes';
import { NATIONAL, SAMPLAN } from '../record/systems.ts';

/** Who reports that a person needs a plan or a coordinator, and to whom. */
export interface Need {
  /** Id of the Patient here. */
  readonly person: string;
  /** Organization number of who reports. */
  readonly from: string;
  /** Organization number of whose koordinerende enhet is to answer. */
  readonly to: string;
  /** Instant, ISO 8601 in UTC. */
  readonly at: string;
  /** Last day on which it is answered in time. */
  readonly due: string;
}

/** A report of need, and the case that it opens where it is received. */
export interface ReportedNeed {
  readonly report: ServiceRequest;
  readonly task: Task;
}

/**
 * A report of need (hpl § 38 a) says who, by whom and to whom, and nothing of why: what the koordinerende enhet needs to know it
 * asks the person for. The report is the sender's, the case is whose it is to answer.
 *
 * @example
 * reportedNeed({ person, from: '310602019', to: '310602019', at, due: '2026-12-06' }, newId).task.restriction;
 * // { period: { end: '2026-12-06' } }
 */
export function reportedNeed({ person, from, to, at, due }: Need, newId: () => string): ReportedNeed {
  const subject = { reference: `Patient/${person}` };
  const receiver = { ...byNumber(to), display: 'Koordinerende enhet' };
  const report: ServiceRequest = {
    resourceType: 'ServiceRequest',
    id: newId(),
    status: 'active',
    intent: 'proposal',
    category: [{ coding: [{ system: SAMPLAN.serviceRequestKind, code: 'need-report' }] }],
    subject,
    authoredOn: at,
    requester: byNumber(from),
    performer: [receiver],
  };
  const task: Task = {
    resourceType: 'Task',
    id: newId(),
    extension: [{ url: SAMPLAN.partOwner, valueReference: byNumber(to) }],
    status: 'requested',
    businessStatus: { coding: [{ system: SAMPLAN.caseStatus, code: 'received' }] },
    intent: 'proposal',
    code: { coding: [{ system: SAMPLAN.caseKind, code: 'need' }] },
    focus: { reference: `ServiceRequest/${report.id}` },
    for: subject,
    authoredOn: at,
    requester: byNumber(from),
    owner: receiver,
    restriction: { period: { end: due } },
  };
  return { report, task };
}

function byNumber(organization: string): Reference<Organization> {
  return { type: 'Organization', identifier: { system: NATIONAL.organization, value: organization } };
}
