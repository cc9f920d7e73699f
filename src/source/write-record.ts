import type { SourceForm } from '../mapping/mapping-document.ts';
import type { SourceSchema } from '../mapping/source-schema.ts';
import { isObject, type Json, type JsonObject } from '../record/json.ts';

/**
 * One record as text in the form of its source; readRecords reads the same again. XML elements and CSV columns stand in
 * the order of the schema. What CSV has no column for is left out, which the schema shows.
 *
 * @example
 * writeRecord({ id: '1' }, { format: 'xml', record: 'plan' }, schema); // '<plan><id>1</id></plan>\n'
 */
export function writeRecord(record: JsonObject, form: SourceForm, schema: SourceSchema): string {
  switch (form.format) {
    case 'json':
      return `${JSON.stringify(record)}\n`;
    case 'xml':
      return `${element(form.record ?? 'record', inOrder(record, schema))}\n`;
    case 'csv':
      return csv(record, form, schema);
  }
}

function element(name: string, value: Json): string {
  if (!isObject(value)) return `<${name}>${escaped(String(value))}</${name}>`;
  const fields = Object.entries(value).filter(([, each]) => each !== undefined) as readonly [string, Json][];
  const attributes = fields.filter(([key]) => key.startsWith('@'));
  const inner = fields.filter(([key]) => !key.startsWith('@'));
  const start = [name, ...attributes.map(([key, each]) => `${key.slice(1)}="${escaped(String(each))}"`)].join(' ');
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

/** Fields in the order of the schema, then those that it does not name. */
function inOrder(value: Json, schema: SourceSchema, shape = schema.whole): Json {
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

function csv(record: JsonObject, { delimiter = ';', rows }: SourceForm, schema: SourceSchema): string {
  const list = rows === undefined ? [record] : record[rows];
  const shape = rows === undefined ? schema.whole : schema.at(schema.whole, [rows]);
  const row = rows === undefined ? shape : shape && schema.itemsOf(shape);
  const properties = row?.schema['properties'];
  const columns = isObject(properties) ? Object.keys(properties) : [];
  const cell = (value: Json | undefined): string => {
    const text = value === undefined || value === null || typeof value === 'object' ? '' : String(value);
    return text.includes(delimiter) || /["\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = (Array.isArray(list) ? (list as readonly Json[]) : []).map((each) =>
    columns.map((column) => cell(isObject(each) ? each[column] : undefined)).join(delimiter),
  );
  return `${[columns.join(delimiter), ...lines].join('\n')}\n`;
}
