import type { SourceSchema, SourceShape } from '../mapping/source-schema.ts';
import { isObject, type JsonObject } from '../record/json.ts';

/**
 * Text as the schema has it: XML and CSV say neither what is a number nor what is a list. What cannot be read so stays as
 * it is, and the schema refuses it.
 */
export function asSchema(value: unknown, schema: SourceSchema, shape: SourceShape = schema.whole): unknown {
  switch (shape.schema['type']) {
    case 'array': {
      const items = schema.itemsOf(shape);
      const list: readonly unknown[] = Array.isArray(value) ? value : [value];
      return items ? list.map((each) => asSchema(each, schema, items)) : list;
    }
    case 'object':
      return objectAs(value, schema, shape);
    case 'integer':
    case 'number':
      return typeof value === 'string' && /^-?\d+(\.\d+)?$/u.test(value) ? Number(value) : value;
    case 'boolean':
      return value === 'true' ? true : value === 'false' ? false : value;
    default:
      return value;
  }
}

function objectAs(value: unknown, schema: SourceSchema, shape: SourceShape): unknown {
  // An element without content is an object without fields, where the schema has one.
  const isEmpty = typeof value === 'string' && value.trim() === '';
  const object: JsonObject = isObject(value) ? value : isEmpty ? {} : { '#text': String(value) };
  const read = Object.entries(object).map(([name, each]) => {
    const inner = schema.at(shape, [name]);
    return [name, inner ? asSchema(each, schema, inner) : each] as const;
  });
  const properties = isObject(shape.schema['properties']) ? Object.keys(shape.schema['properties']) : [];
  const empty = properties.flatMap((name) => {
    const inner = schema.at(shape, [name]);
    const isList = inner?.schema['type'] === 'array' && requires(shape, name);
    return isList && !Object.hasOwn(object, name) ? [[name, []] as const] : [];
  });
  return Object.fromEntries([...read, ...empty]);
}

function requires({ schema }: SourceShape, name: string): boolean {
  return Array.isArray(schema['required']) && schema['required'].includes(name);
}
