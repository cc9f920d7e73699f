import type { Reference, Resource } from '@medplum/fhirtypes';
import { asJson, isObject, type Json, type JsonObject } from './json.ts';

/** What becomes of a reference: another one, or nothing. */
export type MapReference = (reference: Reference) => Reference | undefined;

/**
 * The resource with every Reference (also in extensions and contained resources) mapped. A reference mapped to
 * nothing takes along what is empty without it: a list entry that only pointed, an extension that only held it.
 * What does not change is the same object as before.
 *
 * @example
 * mapReferences(goal, (r) => (r.reference === 'Patient/1' ? { reference: 'Patient/abc' } : r));
 */
export function mapReferences<R extends Resource>(resource: R, map: MapReference): R {
  return mapValue(asJson(resource), map) as unknown as R;
}

/** Every literal reference in the resource, contained ones (`#…`) left out. */
export function referencesIn(resource: Resource): readonly string[] {
  const found = new Set<string>();
  addReferences(asJson(resource), found);
  return [...found];
}

/** Longer than FHIR's ids may be, since some systems have longer ones (murph#3505), and with what they put into them. */
const PLACE = /([A-Z][A-Za-z]+)\/([\w.~-]{1,256})(?:\/_history\/[\w.~-]{1,256})?$/u;
const ANYWHERE = new RegExp(`(?:^|/)${PLACE.source}`, 'u');
const RELATIVE = new RegExp(`^${PLACE.source}`, 'u');

/** `Type/id` of a relative, absolute or versioned reference; undefined for anything else. */
export function targetOf(reference: string | undefined): { readonly type: string; readonly id: string } | undefined {
  const match = ANYWHERE.exec(reference ?? '');
  return match?.[1] && match[2] ? { type: match[1], id: match[2] } : undefined;
}

/** True for a literal reference without a base: `Goal/1`, also with a version. */
export function isRelative(reference: string): boolean {
  return RELATIVE.test(reference);
}

function addReferences(value: Json | undefined, found: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) addReferences(item, found);
    return;
  }
  const element = value as JsonObject;
  const { reference, url } = element;
  const literal = isReference(element) ? reference : isAttachment(element) ? url : undefined;
  if (typeof literal === 'string' && literal !== '' && !literal.startsWith('#')) found.add(literal);
  for (const key in element) addReferences(element[key], found);
}

function mapValue(value: Json, map: MapReference): Json | undefined {
  if (Array.isArray(value)) return mapItems(value, map);
  if (!isObject(value)) return value;
  if (isReference(value)) return mapReference(value, map);
  return isAttachment(value) ? mapAttachment(value, map) : mapObject(value, map);
}

function mapItems(value: readonly Json[], map: MapReference): readonly Json[] | undefined {
  const items: Json[] = [];
  let isSame = true;
  for (const item of value) {
    const mapped = mapValue(item, map);
    if (mapped !== item) isSame = false;
    if (mapped !== undefined) items.push(mapped);
  }
  if (isSame) return value;
  return items.length === 0 ? undefined : items;
}

/** What stands inside a Reference (an extension, the identifier's assigner) can point as well. */
function mapReference(value: JsonObject, map: MapReference): JsonObject | undefined {
  const inside = mapObject(value, map) ?? {};
  const mapped = map(inside as Reference);
  return mapped === undefined || Object.keys(mapped).length === 0 ? undefined : (mapped as unknown as JsonObject);
}

/** An Attachment's url can lead to a resource too (R4 references: any url that is a literal reference). */
function mapAttachment(value: JsonObject, map: MapReference): JsonObject | undefined {
  const mapped = map({ reference: value['url'] as string });
  if (mapped?.reference === value['url']) return mapObject(value, map);
  const { url: _, ...rest } = value;
  const attachment = mapped?.reference === undefined ? rest : { ...rest, url: mapped.reference };
  return mapObject(attachment, map);
}

function isAttachment(value: JsonObject): boolean {
  return typeof value['url'] === 'string' && isRelative(value['url']);
}

function mapObject(value: JsonObject, map: MapReference): JsonObject | undefined {
  let changed: Record<string, Json> | undefined;
  let lost = false;
  for (const [key, child] of Object.entries(value)) {
    const mapped = child === undefined ? undefined : mapValue(child, map);
    if (mapped === undefined) lost = true;
    if (mapped === child && mapped !== undefined) continue;
    changed ??= { ...(value as Record<string, Json>) };
    if (mapped === undefined) delete changed[key];
    else changed[key] = mapped;
  }
  if (!changed) return value;
  if (!lost) return changed;
  const left = Object.keys(changed);
  const onlyUrlLeft = left.length === 1 && left[0] === 'url';
  return onlyUrlLeft || left.every((key) => key === 'id') ? undefined : changed;
}

/** A Reference is the one R4 type with these elements; CarePlan.activity.reference is an object and falls out. */
export function isReference(value: JsonObject): boolean {
  if (typeof value['reference'] === 'string') return true;
  return isObject(value['identifier']) && Object.keys(value).every((key) => REFERENCE_KEYS.has(key));
}

const REFERENCE_KEYS = new Set([
  'id',
  'extension',
  'reference',
  'type',
  'identifier',
  'display',
  '_display',
  '_type',
  '_reference',
]);
