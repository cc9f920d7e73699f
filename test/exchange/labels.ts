import type { Consent, Resource, Task } from '@medplum/fhirtypes';
import { conflictOf } from '../../src/record/conflict.ts';
import { identifiersOf } from '../../src/record/identity.ts';
import { isObject } from '../../src/record/json.ts';
import { personNumber } from '../../src/record/person-number.ts';
import { keyOf } from '../../src/record/record.ts';
import { targetOf } from '../../src/record/references.ts';
import { URI_SYSTEM } from '../../src/record/systems.ts';

/** Ids that the stage counts, and those that are made of a partner's (src/record/received-id.ts). */
const OWN_NAME = /^urn:uuid:(?:00000000-|[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-)/u;

/**
 * Resources as text that two systems, or two runs, share: ids and references by what they stand for, without what
 * only a version knows or a partner adds by itself. In an order of its own, with repeats: what is there twice shows twice. The order
 * of lists is no data (design: merge).
 *
 * @param chosen which of them to show; the others only give references their names
 * @example
 * expect(labelled(trust.all())).toEqual(labelled(fjordvik.all()));
 */
export function labelled(
  resources: readonly Resource[],
  chosen: (resource: Resource) => boolean = () => true,
): readonly string[] {
  const labels = new Map<string, string>();
  const byKey = new Map(resources.map((resource) => [keyOf(resource), resource]));
  const nameOf = (reference: string): string => {
    const target = targetOf(reference);
    if (!target) return reference;
    const key = `${target.type}/${target.id}`;
    const resource = byKey.get(key);
    if (!resource) return `${target.type}/?`;
    if (!labels.has(key)) labels.set(key, `${target.type}/${labelOf(resource, nameOf)}`);
    return labels.get(key) ?? key;
  };
  return resources
    .filter(chosen)
    .map((resource) => JSON.stringify(plain(resource, nameOf)))
    .sort();
}

function labelOf(resource: Resource, nameOf: (reference: string) => string): string {
  switch (resource.resourceType) {
    case 'CarePlan':
      return resource.title ?? '';
    case 'Goal':
      return resource.description.text ?? '';
    case 'ServiceRequest':
      return resource.code?.text ?? '';
    case 'Consent':
      return consentLabel(resource);
    case 'PractitionerRole':
      return `${nameOf(resource.practitioner?.reference ?? '')} at ${nameOf(resource.organization?.reference ?? '')}`;
    case 'Task':
      return conflictLabel(resource);
    // One person may have several numbers, and another of them at each system.
    case 'Patient':
      return identifiersOf(resource).flatMap((number) => personNumber(number)?.birthDate ?? [])[0] ?? '';
    default:
      return identifiersOf(resource)
        .filter(({ system }) => system !== URI_SYSTEM)
        .map(({ value }) => value)
        .join();
  }
}

function consentLabel({ category, provision }: Consent): string {
  return [category[0]?.coding?.[0]?.code, provision?.actor?.[0]?.reference?.identifier?.value].join(' ');
}

function conflictLabel(task: Task): string {
  const conflict = conflictOf(task);
  return conflict ? JSON.stringify([conflict.path, conflict.partner]) : '';
}

/** Elements that differ between two systems, or two runs, without anybody having said anything else. */
const OWN = new Set(['id', 'versionId', 'lastUpdated', 'authoredOn', 'recorded', 'dateTime', 'sent', 'tag', 'display']);

function plain(value: unknown, nameOf: (reference: string) => string): unknown {
  if (Array.isArray(value)) {
    const items = value.filter((item) => !isOrigin(item)).map((item) => plain(item, nameOf));
    return items.sort((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
  }
  if (!isObject(value)) return value;
  const entries = Object.entries(value)
    .filter(([key, child]) => !OWN.has(key) && !isNarrative(key, child))
    .map(([key, child]): [string, unknown] => [
      key,
      key === 'reference' && typeof child === 'string' ? nameOf(child) : plain(child, nameOf),
    ])
    .filter(([, child]) => !isEmpty(child))
    .sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries);
}

/** The identifier under which Samplan created a resource. */
function isOrigin(item: unknown): boolean {
  return isObject(item) && item['system'] === URI_SYSTEM && OWN_NAME.test(String(item['value']));
}

/** `text` of a resource; of a concept it is what the concept says. */
function isNarrative(key: string, value: unknown): boolean {
  return key === 'text' && isObject(value) && typeof value['div'] === 'string';
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}
