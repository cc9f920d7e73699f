import type { Resource } from '@medplum/fhirtypes';
import { ownersOf } from '../record/owner.ts';
import { keyOf, type PlanRecord } from '../record/record.ts';
import { permitsMore } from './permits-more.ts';

/** Whether an edit of a part takes effect at once, or waits for a person. */
export type MayChange = (before: Resource, after: Resource) => boolean;

/**
 * What an organization may make of a record's parts at once: anything of all but others' Consents. Of these it may restrict
 * what the person permits (pbrl § 4-1: a no counts, whoever tells it), and never extend it: that only the Consent's owner can say, who
 * asked her.
 *
 * @param organization organization number
 * @example
 * mayChange(record, trust.organization)(access, { ...access, status: 'inactive' }); // true
 */
export function mayChange(record: PlanRecord, organization: string): MayChange {
  return (before, after) => {
    if (before.resourceType !== 'Consent' || after.resourceType !== 'Consent') return true;
    const part = record.parts.get(keyOf(before));
    if (!part || ownersOf(part, record.directory).includes(organization)) return true;
    return !permitsMore(before, after, record);
  };
}
