import { type Field, type Fields, fieldsOf } from '../validation/fields.ts';

/** JSON types of R4's primitives (json.html § 2.6.2.2); all others are texts. */
const PRIMITIVES: Readonly<Record<string, object>> = {
  boolean: { type: 'boolean' },
  decimal: { type: 'number' },
  integer: { type: 'integer' },
  positiveInt: { type: 'integer', minimum: 1 },
  unsignedInt: { type: 'integer', minimum: 0 },
  date: { type: 'string' },
  dateTime: { type: 'string' },
  instant: { type: 'string', format: 'date-time' },
};

/**
 * JSON Schemas of FHIR types and all that they are made of, from R4's own definitions: names, types, lists and what must be there.
 * What the profiles ask beyond that, `$validate` tells.
 *
 * @example
 * schemasOf(['Goal']).Goal.required // ['resourceType', 'lifecycleStatus', 'description', 'subject']
 */
export function schemasOf(types: readonly string[]): Readonly<Record<string, object>> {
  const schemas: Record<string, object> = {};
  const waiting = [...types];
  for (let type = waiting.pop(); type !== undefined; type = waiting.pop()) {
    const fields = Object.hasOwn(schemas, type) ? undefined : fieldsOf(type);
    if (!fields) continue;
    schemas[type] = objectOf(fields, (one) => waiting.push(one), types.includes(type) ? type : undefined);
  }
  return schemas;
}

function objectOf(fields: Fields, meet: (type: string) => void, resourceType?: string): object {
  const all = [...fields.values()];
  const required = [
    ...(resourceType === undefined ? [] : ['resourceType']),
    // Of a choice, which of them it is stays open.
    ...all.filter(({ isMandatory, element, name }) => isMandatory && element === name).map(({ name }) => name),
  ];
  const properties = Object.fromEntries(all.map((field) => [field.name, schemaOf(field, meet)]));
  return {
    type: 'object',
    ...(required.length > 0 ? { required } : {}),
    properties: { ...(resourceType === undefined ? {} : { resourceType: { const: resourceType } }), ...properties },
  };
}

function schemaOf(field: Field, meet: (type: string) => void): object {
  const one = singleOf(field, meet);
  return field.isList ? { type: 'array', items: one } : one;
}

function singleOf({ type, kind, fields }: Field, meet: (type: string) => void): object {
  if (kind === 'resource') return { type: 'object', required: ['resourceType'] };
  if (kind === 'primitive' || kind === 'narrative') return PRIMITIVES[type] ?? { type: 'string' };
  if (fieldsOf(type) === undefined || type === 'BackboneElement' || type === 'Element') {
    // An element of its own, or one that holds others of its kind.
    return type === 'BackboneElement' || type === 'Element' ? nested(fields, meet) : { type: 'object' };
  }
  meet(type);
  return { $ref: `#/components/schemas/${type}` };
}

const open = new Set<Fields>();

/** Some elements hold others of their own kind (Parameters.parameter.part): one level of that is told. */
function nested(fields: Fields, meet: (type: string) => void): object {
  if (open.has(fields)) return { type: 'object' };
  open.add(fields);
  try {
    return objectOf(fields, meet);
  } finally {
    open.delete(fields);
  }
}
