import type { Bundle, Coding, Resource } from '@medplum/fhirtypes';
import { rebuilt } from '../record/decimals.ts';
import { asJson, isObject, type Json, type JsonObject } from '../record/json.ts';
import { type Field, type Fields, fieldsOf } from '../validation/fields.ts';

/** What a client asks to see of each resource: `_summary` (search.html § 3.1.1.5.7) or `_elements` (§ 3.1.1.5.8). */
export type Excerpt =
  | { readonly kind: 'summary' | 'text' | 'data' | 'count' }
  | { readonly kind: 'elements'; readonly names: ReadonlySet<string> };

/** Says that a resource is not whole, so that nobody takes what is left out for what is not there. */
const SUBSETTED: Coding = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue',
  code: 'SUBSETTED',
};

/** True for the tag of what is not whole. */
export function isSubsetted({ system, code }: Coding): boolean {
  return system === SUBSETTED.system && code === SUBSETTED.code;
}

/** Never left out: who it is, and what changes the meaning of all the rest. */
const ALWAYS: ReadonlySet<string> = new Set(['id', 'meta', 'implicitRules', 'modifierExtension']);

/**
 * The part of a resource that was asked for, tagged SUBSETTED; of a Bundle that of each of its entries. What is mandatory stays,
 * and what changes the meaning of the rest. Contained resources stay where something that is shown points at one.
 *
 * @example
 * excerptOf(goal, { kind: 'elements', names: new Set(['target']) }) // with id, meta, lifecycleStatus, description and subject
 */
export function excerptOf(resource: Resource, excerpt: Excerpt): Resource {
  switch (resource.resourceType) {
    case 'Bundle':
      return ofEntries(resource, excerpt);
    // Tells what happened, not what is kept.
    case 'OperationOutcome':
      return resource;
    default:
      return tagged(partOf(resource, excerpt));
  }
}

function ofEntries({ entry, ...bundle }: Bundle, excerpt: Excerpt): Bundle {
  if (entry === undefined) return bundle;
  return {
    ...bundle,
    entry: entry.map((one) => (one.resource ? { ...one, resource: excerptOf(one.resource, excerpt) } : one)),
  };
}

function partOf(resource: Resource, excerpt: Excerpt): JsonObject {
  const whole = asJson(resource);
  const fields = fieldsOf(resource.resourceType) ?? new Map<string, Field>();
  switch (excerpt.kind) {
    case 'summary':
      return withContained(whole, summaryOf(whole, fields));
    case 'data':
      return keep(whole, fields, ({ name }) => name !== 'text');
    case 'text':
      return withContained(
        whole,
        keep(whole, fields, (field) => field.name === 'text' || field.isMandatory),
      );
    case 'elements':
      return withContained(
        whole,
        keep(whole, fields, (field) => excerpt.names.has(field.element) || field.isMandatory || field.isModifier),
      );
    case 'count':
      return whole;
  }
}

/** `_name` goes with `name`, and what the definition does not know stays. */
function keep(whole: JsonObject, fields: Fields, isKept: (field: Field) => boolean): JsonObject {
  const kept = Object.entries(whole).filter(([key]) => {
    const field = fields.get(key.replace(/^_/, ''));
    return field === undefined || ALWAYS.has(field.name) || isKept(field);
  });
  return rebuilt(whole, kept);
}

/** Also inside: an Attachment without its data, a Consent without who its provisions are about. */
function summaryOf(value: JsonObject, fields: Fields): JsonObject {
  const kept = keep(value, fields, (field) => field.isSummary || field.isMandatory || field.isModifier);
  const summary = rebuilt(
    kept,
    Object.entries(kept).map(([key, child]) => [key, ALWAYS.has(key) ? child : summaryOfValue(child, fields.get(key))]),
  );
  // What says only by an extension why there is nothing else still says it.
  return Object.keys(summary).length === 0 ? value : summary;
}

function summaryOfValue(value: Json | undefined, field: Field | undefined): Json | undefined {
  if (field?.kind !== 'object' || field.fields.size === 0) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => summaryOfValue(item, field) ?? null);
  return isObject(value) ? summaryOf(value, field.fields) : value;
}

function withContained(whole: JsonObject, part: JsonObject): JsonObject {
  const { contained, ...rest } = part;
  return whole['contained'] !== undefined && pointsInside(rest) ? { ...rest, contained: whole['contained'] } : rest;
}

function pointsInside(value: Json | undefined): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (isObject(value) && typeof value['reference'] === 'string' && value['reference'].startsWith('#')) return true;
  return Object.values(value).some((child) => pointsInside(child as Json));
}

function tagged(part: JsonObject): Resource {
  const { meta } = part as unknown as Resource;
  const others = (meta?.tag ?? []).filter((tag) => !isSubsetted(tag));
  return { ...part, meta: { ...meta, tag: [...others, SUBSETTED] } } as unknown as Resource;
}
