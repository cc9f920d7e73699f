import fc from 'fast-check';
import { isObject, type Json, type JsonObject } from '../../../src/record/json.ts';

/**
 * Records that a source.schema.json allows, realistic and not: examples that the schema gives, texts of every kind, lists
 * that are empty, fields that nobody knows. `realistic`: how many of the values are, for each that is not.
 */
export function recordsOf(schema: JsonObject, realistic: number): fc.Arbitrary<JsonObject> {
  return valuesOf(schema, { schema, realistic }, 0) as fc.Arbitrary<JsonObject>;
}

interface Whole {
  readonly schema: JsonObject;
  /** How many realistic values there are for each odd one. */
  readonly realistic: number;
}

const UNKNOWN = fc.constantFrom<Json>('ukjent', 7, true, [], {}, { a: 1 }, null);
const WORDS = fc.constantFrom('Gå tur', 'Én, to', 'Trening i trapp', 'Møte med NAV', 'x');
const TEXT = fc.oneof(
  fc.constantFrom(' innledende', 'to  mellomrom', '\r\nlinje\r\n', '', '   ', '~/#', '😀'),
  fc.string({ maxLength: 12, unit: 'grapheme' }),
);

function valuesOf(schema: JsonObject, root: Whole, depth: number): fc.Arbitrary<Json> {
  const own = resolve(schema, root.schema);
  const examples = own['examples'];
  if (Array.isArray(examples)) {
    return fc.oneof(
      { weight: root.realistic, arbitrary: fc.constantFrom(...(examples as readonly Json[])) },
      { weight: 1, arbitrary: plainValues(own, root, depth) },
    );
  }
  return plainValues(own, root, depth);
}

function plainValues(own: JsonObject, root: Whole, depth: number): fc.Arbitrary<Json> {
  if (Array.isArray(own['enum'])) return fc.constantFrom(...(own['enum'] as readonly Json[]));
  switch (own['type']) {
    case 'object':
      return objectsOf(own, root, depth);
    case 'array': {
      const items = isObject(own['items']) ? valuesOf(own['items'], root, depth + 1) : UNKNOWN;
      const minLength = Number(own['minItems'] ?? 0);
      return fc.array(items, { minLength, maxLength: Math.max(minLength, depth > 3 ? 1 : 2) }) as fc.Arbitrary<Json>;
    }
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({ min: Number(own['minimum'] ?? -5), max: 60 });
    case 'number':
      return fc.integer({ min: Number(own['minimum'] ?? -5) * 4, max: 200 }).map((quarters) => quarters / 4);
    case 'string':
      return textsOf(own, root);
    default:
      return UNKNOWN;
  }
}

function textsOf(own: JsonObject, root: Whole): fc.Arbitrary<string> {
  if (typeof own['pattern'] === 'string') return fc.stringMatching(new RegExp(own['pattern'], 'u'));
  const minLength = Number(own['minLength'] ?? 0);
  return fc
    .oneof({ weight: root.realistic, arbitrary: WORDS }, { weight: 1, arbitrary: TEXT })
    .filter((text) => [...text].length >= minLength);
}

function objectsOf(own: JsonObject, root: Whole, depth: number): fc.Arbitrary<Json> {
  const properties = isObject(own['properties']) ? own['properties'] : {};
  const required = Array.isArray(own['required']) ? (own['required'] as readonly string[]) : [];
  const model = Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [
      name,
      valuesOf(isObject(schema) ? schema : {}, root, depth + 1),
    ]),
  );
  const known = fc.record(model, { requiredKeys: [...required] });
  return fc
    .tuple(
      known,
      fc.oneof({ weight: root.realistic, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: UNKNOWN }),
    )
    .map(([object, extra]) =>
      extra === undefined ? object : { ...object, 'ukjent/felt~': extra },
    ) as fc.Arbitrary<Json>;
}

function resolve(schema: JsonObject, root: JsonObject): JsonObject {
  const reference = schema['$ref'];
  if (typeof reference !== 'string') return schema;
  let place: Json | undefined = root;
  for (const step of reference.slice(2).split('/')) place = isObject(place) ? place[step] : undefined;
  return isObject(place) ? place : {};
}
