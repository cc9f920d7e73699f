import type { Resource } from '@medplum/fhirtypes';
import { rebuilt } from '../record/decimals.ts';
import { asJson, isObject, type Json, type JsonObject } from '../record/json.ts';
import { type Field, type Fields, fieldsOf } from '../validation/fields.ts';

/** Types whose values are links (http.html § 3.1.0.11.2). An oid or uuid cannot hold an address; canonicals are not replaced. */
const LINK_TYPES: readonly string[] = ['uri', 'url'];

/** What leads somewhere in a narrative. */
const LINK = /(\s(?:href|src)\s*=\s*)(?:"([^"<]*)"|'([^'<]*)')/gu;

/**
 * The resource of a transaction's entry with its links to other entries, besides references, as they are once the transaction is
 * done: elements of type uri and url, and `<a href>` and `<img src>` of narratives (http.html § 3.1.0.11.2).
 *
 * @param places `Type/id` by the fullUrl of the entries
 * @example
 * withLinks(plan, new Map([['urn:uuid:61eb…', 'DocumentReference/17']]));
 */
export function withLinks(resource: Resource, places: ReadonlyMap<string, string>): Resource {
  return places.size === 0 ? resource : (inResource(asJson(resource), places) as unknown as Resource);
}

type Places = ReadonlyMap<string, string>;

function inResource(resource: JsonObject, places: Places): JsonObject {
  return inObject(resource, fieldsOf(String(resource['resourceType'])) ?? new Map(), places);
}

function inObject(object: JsonObject, fields: Fields, places: Places): JsonObject {
  return rebuilt(
    object,
    Object.entries(object).map(([key, value]) => {
      const field = fields.get(key) ?? (key.startsWith('_') ? SIBLING : undefined);
      return [key, field && value !== undefined ? inValue(value, field, places) : value];
    }),
  ) as JsonObject;
}

/** Beside a primitive: its id and extensions. */
const SIBLING: Pick<Field, 'kind' | 'type' | 'fields'> = {
  kind: 'object',
  type: 'Element',
  get fields() {
    return fieldsOf('Element') ?? new Map();
  },
};

function inValue(value: Json, field: Pick<Field, 'kind' | 'type' | 'fields'>, places: Places): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => inValue(item, field, places));
  if (isObject(value)) {
    return field.kind === 'resource' ? inResource(value, places) : inObject(value, field.fields, places);
  }
  if (typeof value !== 'string') return value;
  if (field.kind === 'narrative') return inNarrative(value, places);
  return LINK_TYPES.includes(field.type) ? (places.get(value) ?? value) : value;
}

function inNarrative(div: string, places: Places): string {
  return div.replaceAll(LINK, (whole, attribute: string, double?: string, single?: string) => {
    const place = places.get(double ?? single ?? '');
    return place === undefined ? whole : `${attribute}"${place}"`;
  });
}
