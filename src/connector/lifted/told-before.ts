import type { CarePlan } from '@medplum/fhirtypes';
import { isError } from '../../errors.ts';
import { isByPlace, lift, type Told, toldOf } from '../../record/lift.ts';
import type { Connector, Held } from '../connector.ts';
import { incoming } from './incoming.ts';

/**
 * What had been told of a plan when it was edited to be `held`. Where an activity's place alone says which measure it is, the partner's own
 * versions in between are followed one by one: set back to a backup from before a measure of ours, it may have a new one in the same place,
 * whose text is nobody's to see who may only see ours (invariant I2). Without a history the place is believed.
 *
 * @param held the plan as it is there
 * @param told what is remembered of it
 * @throws RangeError when the plan is nested too deep; SamplanError where the partner can't be reached
 */
export async function toldBefore(partner: Pick<Connector, 'versionsBefore'>, held: Held, told: Told): Promise<Told> {
  if (!isByPlace(held.resource as CarePlan, told)) return told;
  const since: CarePlan[] = [];
  try {
    for await (const earlier of partner.versionsBefore('CarePlan', held.peerId, held.version)) {
      const plan = incoming(earlier).resource as CarePlan;
      since.unshift(plan);
      if (!isByPlace(plan, told)) break;
    }
  } catch (error) {
    if (!isError(error, 'partner-refused', 'partner-malformed')) throw error;
  }
  return since.reduce((known, plan) => toldOf(lift(plan, known), known), told);
}
