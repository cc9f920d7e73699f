import type { Patient, Resource } from '@medplum/fhirtypes';
import { goesOn } from '../law/kept.ts';
import { isObject } from '../record/json.ts';
import type { ReceivedResource } from '../store/store.ts';
import type { Pass } from './pass.ts';

/**
 * Whether what came is about somebody whose record was erased here, and nothing of it goes on: the partner keeps what it has, and it is not
 * taken in again. Where something goes on (a plan, a team, a measure) she takes part again, as anybody who is new.
 *
 * @param patient the partner's id of the Patient that they are about
 */
export async function isOver(
  { context: { store }, partner, fence, log }: Pass,
  patient: string,
  came: readonly ReceivedResource[],
): Promise<boolean> {
  const ended = await store.endedEnrolment(partner.name, patient);
  if (!ended) return false;
  const resources = came.map(({ resource }) => resource).filter(isObject) as unknown as readonly Resource[];
  // Not every partner knows that she died.
  if (!goesOn(resources, ended.isDead || resources.some(isOfTheDead))) {
    log.info('not taken in: the record was erased', { counts: { resources: resources.length } });
    return true;
  }
  await store.commit({ fence, resumed: { partner: partner.name, patient } });
  log.warn('begins anew: the record was erased', { counts: { resources: resources.length } });
  return false;
}

function isOfTheDead(resource: Resource): boolean {
  const { resourceType, deceasedBoolean, deceasedDateTime } = resource as Patient;
  return resourceType === 'Patient' && (deceasedBoolean === true || deceasedDateTime !== undefined);
}
