import type { Resource } from '@medplum/fhirtypes';
import { firstOwner } from './owner.ts';
import { keyOf, type PlanRecord, recordOf } from './record.ts';

/**
 * The record with parts replaced and added. A part keeps its owner; a new part's owner is whom it states, else its
 * sender.
 *
 * @param sender organization number
 * @example
 * withParts(record, [goal], partner.organization);
 */
export function withParts(record: PlanRecord, resources: Iterable<Resource>, sender: string): PlanRecord {
  const parts = new Map([...record.parts].map(([key, { resource, owner }]) => [key, { resource, owner }]));
  for (const resource of resources) {
    const owner = parts.get(keyOf(resource))?.owner ?? firstOwner(resource, record.directory, sender);
    parts.set(keyOf(resource), { resource, owner });
  }
  return recordOf(record.person, parts.values(), record.directory);
}
