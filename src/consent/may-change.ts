import type { Resource } from '@medplum/fhirtypes';
import { ownersOf } from '../record/owner.ts';
import { keyOf, type PlanRecord } from '../record/record.ts';
import { letsIn, teamsConsentedTo } from './consented-teams.ts';
import { permitsMore } from './permits-more.ts';

/** Whether an edit of a part takes effect at once, or waits for a person. */
export type MayChange = (before: Resource, after: Resource) => boolean;

/**
 * What an organization may make of a record's parts at once: anything but what lets somebody see more than the person said. Of
 * another's Consent it may restrict what she permits (pbrl § 4-1: a no counts, whoever tells it), and never extend it: that only the
 * Consent's owner can say, who asked her. Whom it adds to another's team, where she consented to the team, waits too: it is who she
 * consented to.
 *
 * @param organization organization number
 * @example
 * mayChange(record, trust.organization)(access, { ...access, status: 'inactive' }); // true
 */
export function mayChange(record: PlanRecord, organization: string): MayChange {
  return (before, after) => {
    const part = record.parts.get(keyOf(before));
    if (!part || ownersOf(part, record.directory).includes(organization)) return true;
    if (before.resourceType === 'Consent' && after.resourceType === 'Consent')
      return !permitsMore(before, after, record);
    if (before.resourceType === 'CareTeam' && after.resourceType === 'CareTeam')
      return !teamsConsentedTo(record).has(keyOf(before)) || !letsIn(before, after, record.directory);
    return true;
  };
}
