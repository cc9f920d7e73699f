import type { Resource } from '@medplum/fhirtypes';
import { firstOwner } from './owner.ts';
import { keyOf, type PlanRecord, recordOf } from './record.ts';

/**
 * The record with parts replaced, added and taken out. A part keeps its owner; a new part's owner is whom it states, else
 * its sender.
 *
 * @param sender organization number
 * @param leaving parts that are taken out, by `Type/id`
 * @example
 * withParts(record, [goal], partner.organization);
 */
export function withParts(
  record: PlanRecord,
  resources: Iterable<Resource>,
  sender: string,
  leaving: Iterable<string> = [],
): PlanRecord {
  const parts = new Map([...record.parts].map(([key, { resource, owner }]) => [key, { resource, owner }]));
  for (const resource of resources) {
    const owner = parts.get(keyOf(resource))?.owner ?? firstOwner(resource, record.directory, sender);
    parts.set(keyOf(resource), { resource, owner });
  }
  for (const key of leaving) parts.delete(key);
  return recordOf(record.person, parts.values(), record.directory);
}
