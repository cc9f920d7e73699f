import type { ServiceRequest, Task } from '@medplum/fhirtypes';
import { organizationsOf } from '../record/organizations.ts';
import type { PlanRecord } from '../record/record.ts';
import { SAMPLAN } from '../record/systems.ts';
import { casesAbout } from './cases.ts';
import { unansweredReports } from './need-law.ts';

/**
 * Reports of need to a koordinerende enhet that it answers by appointing a coordinator (hol § 7-3): the report is completed, its
 * case `offered`. Without that the same report would be owed an answer again as soon as the coordinator leaves.
 *
 * @param unit organization number of whose koordinerende enhet it is
 * @returns the reports and cases as they become
 * @example
 * needsMet(record, '310601012').map(({ status }) => status); // ['completed', 'completed']
 */
export function needsMet(record: PlanRecord, unit: string): readonly (ServiceRequest | Task)[] {
  return unansweredReports(record)
    .filter(({ performer = [] }) => performer.some((one) => organizationsOf(one, record.directory).includes(unit)))
    .flatMap((report) => [
      { ...report, status: 'completed' as const },
      ...casesAbout(record, report).map(({ task }) => offered(task)),
    ]);
}

function offered(task: Task): Task {
  return {
    ...task,
    status: 'completed',
    businessStatus: { coding: [{ system: SAMPLAN.caseStatus, code: 'offered' }] },
  };
}
