import type { Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import type { Json, JsonObject } from '../../../src/record/json.ts';
import { type Field, type Fields, fieldsOf } from '../../../src/validation/fields.ts';

/** What a text may hold, with all that XML writes otherwise. */
const text = fc.oneof(
  fc.constantFrom(
    'a',
    ' a ',
    'a\nb',
    'a\tb',
    'a\r\nb',
    '"',
    "'",
    '<',
    '>',
    '&',
    ']]>',
    '&amp;',
    '<!--',
    'æøå',
    '𝕏',
    '\u2028',
  ),
  fc.string({ unit: fc.constantFrom(...'ab <>&"\'\n\t\r\\/æ𝕏', '\u00a0', '\u0085'), minLength: 1, maxLength: 12 }),
);

const narrative = fc.constantFrom(
  '<div xmlns="http://www.w3.org/1999/xhtml">Plan</div>',
  '<div xmlns="http://www.w3.org/1999/xhtml" lang="nn"><p>a &amp; b &#160; "c"<br/>\r\n</p><!-- nei --></div>',
  '<h:div xmlns:h="http://www.w3.org/1999/xhtml"><h:b>𝕏</h:b></h:div>',
);

function primitive(type: string): fc.Arbitrary<Json> {
  switch (type) {
    case 'boolean':
      return fc.boolean();
    case 'decimal':
      // JSON has no −0.
      return fc.oneof(
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
        fc.constantFrom(0, 0.1, -1.5, 1e21, 1e-7),
      );
    case 'integer':
    case 'positiveInt':
    case 'unsignedInt':
      return fc.integer();
    default:
      return text;
  }
}

/** What a primitive has beside its value. */
const beside: fc.Arbitrary<JsonObject> = fc.oneof(
  text.map((id) => ({ id })),
  text.map((valueString) => ({ extension: [{ url: 'urn:x', valueString }] })),
);

/** Value and `_value` of one element; one of them at least. */
const item = (type: string): fc.Arbitrary<readonly [Json | null, JsonObject | null]> =>
  fc.oneof(
    { weight: 5, arbitrary: primitive(type).map((value) => [value, null] as const) },
    { weight: 1, arbitrary: beside.map((more) => [null, more] as const) },
    { weight: 1, arbitrary: fc.tuple(primitive(type), beside) },
  );

const without = (value: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== null && each !== undefined));

function property(field: Field, depth: number): fc.Arbitrary<JsonObject> {
  const { name, type, isList } = field;
  if (field.kind === 'primitive') {
    if (!isList) return item(type).map(([value, more]) => without({ [name]: value, [`_${name}`]: more }));
    return fc.array(item(type), { minLength: 1, maxLength: 3 }).map((items) =>
      without({
        [name]: items.some(([value]) => value !== null) ? items.map(([value]) => value) : null,
        [`_${name}`]: items.some(([, more]) => more !== null) ? items.map(([, more]) => more) : null,
      }),
    );
  }
  const one: fc.Arbitrary<Json> =
    field.kind === 'narrative'
      ? narrative
      : field.kind === 'resource'
        ? resourceOf(fc.constantFrom('Patient', 'Parameters', 'Goal', 'Bundle'), depth - 1)
        : objectOf(field.fields, depth - 1, type);
  return isList
    ? fc.array(one, { minLength: 1, maxLength: 2 }).map((list) => ({ [name]: list }))
    : one.map((value) => ({ [name]: value }));
}

function objectOf(fields: Fields, depth: number, type: string): fc.Arbitrary<JsonObject> {
  const all = [...fields.values()].filter(({ name }) => name !== 'id' && !(type === 'Extension' && name === 'url'));
  const possible = depth > 0 ? all : all.filter(({ kind }) => kind === 'primitive');
  // Of a choice one type, as of everything else.
  const chosen = fc.subarray(possible, {
    minLength: Math.min(1, possible.length),
    maxLength: Math.min(5, possible.length),
  });
  return chosen
    .map((some) => [...new Map(some.map((field) => [field.place, field])).values()])
    .chain((some) =>
      fc.tuple(
        fc.option(text, { nil: undefined, freq: 5 }),
        ...some.map((field) => property(field, field.kind === 'primitive' ? depth : Math.min(depth, 3))),
      ),
    )
    .map(([id, ...parts]) => ({
      ...(id === undefined ? {} : { id }),
      ...(type === 'Extension' ? { url: 'urn:y' } : {}),
      ...Object.assign({}, ...parts),
    }));
}

function resourceOf(types: fc.Arbitrary<string>, depth: number): fc.Arbitrary<JsonObject> {
  return types.chain((type) =>
    objectOf(fieldsOf(type) ?? new Map(), depth, type).map((content) => ({ resourceType: type, ...content })),
  );
}

/** A resource of one of these types with anything in it that its definition has a place for, valid or not. */
export function resources(types: readonly string[]): fc.Arbitrary<Resource> {
  return resourceOf(fc.constantFrom(...types), 4) as unknown as fc.Arbitrary<Resource>;
}
