import { isObject, type Json, type JsonObject } from './json.ts';

/** Elements of a list item that name what the item is about: CareTeam.participant.member, Consent.provision.actor.reference, … */
export const ABOUT = ['member', 'reference', 'actor', 'individual', 'item', 'party'] as const;

/**
 * What makes a list item the same item on both sides: what it points at, Element.id, extension url, reference, identifier,
 * system and code, or the thing it is about together with its role. Undefined where an item has no identity.
 *
 * @example
 * identityOf({ system: 'urn:oid:2.16.578.1.12.4.1.4.4', value: '9144900' }); // 'urn:oid:2.16.578.1.12.4.1.4.4|9144900'
 */
export function identityOf(item: Json): string | undefined {
  if (!isObject(item)) return undefined;
  // An id names the item in one system; what it points at (CarePlan.activity.reference) is the same thing in all of them.
  const pointer = ofSubject(item, ['reference']);
  if (pointer !== undefined) return pointer;
  if (typeof item['id'] === 'string') return `#${item['id']}`;
  return ofExtension(item) ?? ofReference(item) ?? ofSystem(item) ?? ofConcept(item) ?? ofSubject(item);
}

function ofExtension(item: JsonObject): string | undefined {
  return typeof item['url'] === 'string' ? item['url'] : undefined;
}

function ofReference(item: JsonObject): string | undefined {
  if (typeof item['reference'] === 'string') return item['reference'];
  return isObject(item['identifier']) ? ofSystem(item['identifier']) : undefined;
}

function ofSystem(item: JsonObject): string | undefined {
  const { system, value, code } = item;
  if (typeof value === 'string') return `${typeof system === 'string' ? system : ''}|${value}`;
  return typeof code === 'string' && typeof system === 'string' ? `${system}|${code}` : undefined;
}

function ofConcept(item: JsonObject): string | undefined {
  const coding = item['coding'];
  if (!Array.isArray(coding) || coding.length === 0) return undefined;
  return isObject(coding[0]) ? ofSystem(coding[0]) : undefined;
}

function ofSubject(item: JsonObject, names: readonly string[] = ABOUT): string | undefined {
  for (const name of names) {
    const about = item[name];
    if (!isObject(about)) continue;
    const identity = ofReference(about);
    if (identity !== undefined) return `${identity} ${roleOf(item)}`.trimEnd();
  }
  return undefined;
}

function roleOf(item: JsonObject): string {
  const role = item['role'] ?? item['type'];
  const concept = Array.isArray(role) ? role[0] : role;
  return (isObject(concept) ? ofConcept(concept) : undefined) ?? '';
}
