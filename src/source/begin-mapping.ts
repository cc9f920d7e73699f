import { isObject, type Json, type JsonObject } from '../record/json.ts';

/**
 * The texts of a new mapping, inferred from examples: a schema of every field that was seen (required where every example
 * has it), and a mapping.yaml with a part for the whole and one for each list, each with its pairs to fill in.
 *
 * @example
 * beginMapping('our-system', [{ id: '1', tiltak: [{ id: '2' }] })['mapping.yaml'];
 */
export function beginMapping(name: string, examples: readonly unknown[]): Readonly<Record<string, string>> {
  const schema = schemaOf(examples as readonly Json[]);
  const key = keyIn(schema) ?? 'id';
  const lines = [
    '# yaml-language-server: $schema=../../src/mapping/mapping.schema.json',
    `mapping: ${name}`,
    'version: 0.1.0',
    `system: urn:example:${name} # business identifiers begin with this`,
    'source: { format: json }',
    `key: ${key}`,
    'parts:',
    '  plan:',
    '    resource: CarePlan # which FHIR type is it?',
    '    # pairs: # fill in the FHIR path of each, and take the marks away',
    ...pairLines(schema, '    #   ', key),
    ...listLines(schema),
  ];
  return {
    'mapping.yaml': `${lines.join('\n')}\n`,
    'codes.json': '{}\n',
    'source.schema.json': `${JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', ...schema }, undefined, 2)}\n`,
    'README.md': `# ${name}\n\n| | |\n|---|---|\n| owner | |\n| version | 0.1.0 |\n\n## Known losses\n`,
  };
}

function schemaOf(values: readonly Json[]): JsonObject {
  if (values.length > 0 && values.every(isObject)) {
    const names = [...new Set(values.flatMap((value) => Object.keys(value)))];
    return {
      type: 'object',
      required: names.filter((each) => values.every((value) => value[each] !== undefined)),
      properties: Object.fromEntries(
        names.map((each) => [each, schemaOf(values.map((value) => value[each]).filter((one) => one !== undefined))]),
      ),
    };
  }
  if (values.length > 0 && values.every(Array.isArray)) {
    return { type: 'array', items: schemaOf(values.flat() as readonly Json[]) };
  }
  const [type = '', ...more] = new Set(values.map((value) => (Number.isInteger(value) ? 'integer' : typeof value)));
  return more.length === 0 && ['string', 'integer', 'number', 'boolean'].includes(type) ? { type } : {};
}

function fieldsOf(schema: JsonObject): readonly (readonly [string, JsonObject])[] {
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  return Object.entries(properties).flatMap(([name, each]) => (isObject(each) ? [[name, each] as const] : []));
}

/** The field that looks like the record's name. */
function keyIn(schema: JsonObject): string | undefined {
  const names = fieldsOf(schema).map(([name]) => name);
  return names.find((name) => /^(id|.*id)$/iu.test(name)) ?? names[0];
}

function pairLines(schema: JsonObject, indent: string, key: string, prefix = ''): readonly string[] {
  return fieldsOf(schema).flatMap(([name, each]) => {
    const at = `${prefix}${name}`;
    if (each['type'] === 'object') return pairLines(each, indent, key, `${at}/`);
    if (each['type'] === 'array' || at === key) return [];
    return [`${indent}- { source: ${at}, fhir: }`];
  });
}

function listLines(schema: JsonObject): readonly string[] {
  return fieldsOf(schema).flatMap(([name, each]) => {
    const items = each['items'];
    if (each['type'] !== 'array' || !isObject(items) || items['type'] !== 'object') return [];
    const key = keyIn(items) ?? 'id';
    const part = name.toLowerCase().replaceAll(/[^a-z0-9-]/gu, '-');
    return [
      `  # ${part}:`,
      '  #   resource: # Goal, ServiceRequest, ...',
      `  #   list: ${name}`,
      `  #   key: ${key}`,
      '  #   pairs:',
      ...pairLines(items, '  #     ', key),
    ];
  });
}
