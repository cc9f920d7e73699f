import type { ServiceRequest, Task } from '@medplum/fhirtypes';
import { organizationsOf } from '../record/organizations.ts';
import type { PlanRecord } from '../record/record.ts';
import { casesAbout } from './cases.ts';
import { answeredCase } from './need-answer.ts';
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
      ...casesAbout(record, report).flatMap((one) =>
        answeredCase({ ...one, request: undefined }, { answer: 'offered' }),
      ),
    ]);
}
