import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Kinds of R4 (search.html § 3.1.1.5). No served type has a parameter of the kinds number and special. */
export type ParameterKind = 'token' | 'string' | 'date' | 'reference' | 'uri' | 'quantity' | 'composite';

/** Where values of a parameter stand. */
export interface ParameterPath {
  /** Keys of JSON from the resource on; `key[field=one|another]` for items with one of these values only. */
  readonly at: readonly string[];
  /** Data type of what stands there; `presence`: the parameter is whether anything but false does. */
  readonly type: string;
  /** Code system of a code, which has none of its own: it comes from the value set that it is bound to. */
  readonly system?: string;
  /** Systems of codes that are of another one, by code. */
  readonly systems?: Readonly<Record<string, string>>;
  /** The one type that a reference must be to. */
  readonly only?: string;
}

/** A parameter by which resources of a type are searched. */
export interface SearchParameter {
  readonly name: string;
  readonly kind: ParameterKind;
  /** Canonical of its definition. */
  readonly url: string;
  /** Served types that it refers to. */
  readonly targets?: readonly string[];
  readonly paths: readonly ParameterPath[];
  /** Of a composite: the elements whose components belong together. */
  readonly within?: readonly (readonly string[])[];
  readonly components?: readonly {
    readonly kind: Exclude<ParameterKind, 'composite'>;
    readonly paths: readonly ParameterPath[];
  }[];
}

type Index = Readonly<Record<string, readonly SearchParameter[]>>;
type ByName = ReadonlyMap<string, ReadonlyMap<string, SearchParameter>>;

/** Made of the definitions by profiles/build/index-search.ts. */
const INDEX = readIndex('./parameters.json');
const BY_NAME = byName(INDEX);
/** Of types that are not in the store; read when somebody first asks. */
let listed: ByName | undefined;

function readIndex(file: string): Index {
  return JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as Index;
}

function byName(index: Index): ByName {
  return new Map(
    Object.entries(index).map(([type, parameters]) => [type, new Map(parameters.map((one) => [one.name, one]))]),
  );
}

function parametersOf(type: string): ReadonlyMap<string, SearchParameter> | undefined {
  const known = BY_NAME.get(type);
  if (known) return known;
  listed ??= byName(readIndex('./listed-parameters.json'));
  return listed.get(type);
}

/** Types whose resources a store finds by rows. */
export const INDEXED_TYPES: readonly string[] = Object.keys(INDEX);

/**
 * Parameters by which resources of a type are searched, besides `_id` and `_lastUpdated`: R4's and our own. Empty for a type that is not
 * served.
 *
 * @example
 * searchParameters('CarePlan').map(({ name }) => name); // ['_profile', '_security', …, 'status', 'subject']
 */
export function searchParameters(type: string): readonly SearchParameter[] {
  return [...(parametersOf(type)?.values() ?? [])];
}

export function searchParameter(type: string, name: string): SearchParameter | undefined {
  return parametersOf(type)?.get(name);
}

/**
 * What a parameter's values are of that names somebody or leads to her: numbers, addresses of telephone and mail, free text. A store that
 * seals what it holds does not hold them readable.
 *
 * @example
 * tellsOfSomebody(searchParameter('Patient', 'identifier')); // true
 */
export function tellsOfSomebody({ kind, name, paths }: Pick<SearchParameter, 'kind' | 'name' | 'paths'>): boolean {
  switch (kind) {
    case 'string':
    case 'quantity':
      return true;
    case 'date':
      return name === 'birthdate' || name === 'death-date';
    case 'token':
      return paths.some(({ type }) => type === 'Identifier' || type === 'ContactPoint' || type === 'string');
    default:
      return false;
  }
}

/** Names what rows of a type are made of and how: rows of another version are made anew. */
export function indexVersion(type: string): string {
  return createHash('sha256')
    .update(`${ROWS}${JSON.stringify(INDEX[type])}`)
    .digest('hex')
    .slice(0, 16);
}

/** Counts up with every change of what `searchRows` makes of the same parameters. */
const ROWS = 2;
