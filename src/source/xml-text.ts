import type { SourceSchema, SourceShape } from '../mapping/source-schema.ts';
import { isObject, type Json } from '../record/json.ts';

/**
 * A value as an XML element, what is inside it in the order of the schema: as xmlRecords reads it. Undefined where XML has no way to
 * say it: a control sign, half a surrogate pair, a name that no element may have (https://www.w3.org/TR/xml/#charsets).
 *
 * @example
 * xmlText('plan', { id: '1' }, schema); // '<plan><id>1</id></plan>'
 */
export function xmlText(name: string, value: Json, schema: SourceSchema, shape = schema.whole): string | undefined {
  return isSayable(name, value) ? element(name, inOrder(value, schema, shape)) : undefined;
}

const NAME = /^[\p{L}_][\p{L}\p{N}._-]*$/u;
const SIGNS = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

function isSayable(name: string, value: Json): boolean {
  if (!NAME.test(name)) return name === '#text' || (name.startsWith('@') && isSayable(name.slice(1), value));
  if (Array.isArray(value))
    return (value as readonly Json[]).every((each) => !Array.isArray(each) && isSayable(name, each));
  if (!isObject(value)) return SIGNS.test(String(value));
  return Object.entries(value).every(([key, each]) => each === undefined || isSayable(key, each));
}

function element(name: string, value: Json): string {
  if (!isObject(value)) return `<${name}>${escaped(String(value))}</${name}>`;
  const fields = Object.entries(value).filter(([, each]) => each !== undefined) as readonly [string, Json][];
  const attributes = fields.filter(([key]) => key.startsWith('@'));
  const inner = fields.filter(([key]) => !key.startsWith('@'));
  const start = [name, ...attributes.map(([key, each]) => `${key.slice(1)}="${inAttribute(String(each))}"`)].join(' ');
  const content = inner.flatMap(([key, each]) => {
    if (key === '#text') return [escaped(String(each))];
    return Array.isArray(each) ? (each as readonly Json[]).map((item) => element(key, item)) : [element(key, each)];
  });
  return `<${start}>${content.join('')}</${name}>`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;');
}

/** Where white space would be read as a space (https://www.w3.org/TR/xml/#AVNormalize). */
function inAttribute(text: string): string {
  return escaped(text).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');
}

/** Fields in the order of the schema, then those that it does not name. */
function inOrder(value: Json, schema: SourceSchema, shape: SourceShape): Json {
  if (Array.isArray(value)) {
    const items = schema.itemsOf(shape);
    return items ? (value as readonly Json[]).map((each) => inOrder(each, schema, items)) : value;
  }
  if (!isObject(value)) return value;
  const properties = shape.schema['properties'];
  const names = new Set([...(isObject(properties) ? Object.keys(properties) : []), ...Object.keys(value)]);
  const fields = [...names].flatMap((name) => {
    const each = value[name];
    if (each === undefined) return [];
    const inner = schema.at(shape, [name]);
    return [[name, inner ? inOrder(each, schema, inner) : each] as const];
  });
  return Object.fromEntries(fields);
}
