import type { CarePlan } from '@medplum/fhirtypes';
import { COMPLAINT, type ComplaintSettings } from '../law/complaint.ts';
import { organizationsOf, organizationsOfParticipant, responsibleCoordinators } from '../record/organizations.ts';
import type { PlanRecord } from '../record/record.ts';
import { CUSTODIAN } from '../record/systems.ts';
import type { Context } from './context.ts';

/** To whom one complains about what one of these organizations decides, as its koordinerende enhet is configured. */
export function complaintTo(
  { coordinatingUnits = [] }: Pick<Context, 'coordinatingUnits'>,
  organizations: readonly string[],
): ComplaintSettings {
  return coordinatingUnits.find(({ organization }) => organizations.includes(organization))?.complaint ?? COMPLAINT;
}

/**
 * To whom one complains about a plan, or that there is none: about whoever answers for it.
 *
 * @example
 * complaintAbout(context, record, plan, at).body.name; // 'Statsforvalteren'
 */
export function complaintAbout(
  context: Pick<Context, 'coordinatingUnits'>,
  record: PlanRecord,
  plan: CarePlan | undefined,
  at: string,
): ComplaintSettings {
  return complaintTo(context, responsibleFor(record, plan, at));
}

/** Organizations that answer for a plan: the custodian that it names, and those of the responsible coordinator. */
function responsibleFor(record: PlanRecord, plan: CarePlan | undefined, at: string): readonly string[] {
  const custodian = plan?.extension?.find(({ url }) => url === CUSTODIAN)?.valueReference;
  return [
    ...organizationsOf(custodian, record.directory),
    ...responsibleCoordinators(record, at).flatMap((one) => organizationsOfParticipant(one, record.directory)),
  ];
}
