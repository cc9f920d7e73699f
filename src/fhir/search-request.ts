import type { SamplanError } from '../errors.ts';
import type { SearchFilter, SortKey } from '../search/filter.ts';
import { isSortable } from '../search/order.ts';
import { searchParameters } from '../search/parameters.ts';
import { badParameter } from './bad-parameter.ts';
import { type Include, includeOf, isInclude } from './include-request.ts';
import { isLook } from './look.ts';
import { MAX_COUNT, pageCount } from './page-count.ts';
import type { Parameter } from './request.ts';
import { filterOf, type Reading } from './search-filter.ts';
import { tooManyValues, unknownParameter } from './search-refusal.ts';

/** Paging token: opaque to clients, given in `next` links only. */
export const PAGE = '_page';
const DEFAULT_COUNT = 50;
/** Each is a condition of its own. */
const MAX_PARAMETERS = 100;

/** Tells our own tokens from anything else that a client may send. */
const PLAIN = 'p.';

/** The value of PAGE in a next link, made of the store's cursor. */
export function pageToken(cursor: string): string {
  return PLAIN + cursor;
}

/** A search as the client meant it. */
export interface SearchRequest {
  readonly filters: readonly SearchFilter[];
  readonly count: number;
  readonly sort: readonly SortKey[];
  readonly includes: readonly Include[];
  /** Whether the client wants to know how many there are. */
  readonly total: boolean;
  readonly page?: string;
  /** Parameters that were used: what the self link shows. */
  readonly used: readonly Parameter[];
  /** Parameters that were not, at the client's wish (`Prefer: handling=lenient`). */
  readonly ignored: readonly SamplanError[];
}

/**
 * Reads search parameters (search.html § 3.1.1). Repeats of a parameter all hold, commas are alternatives. Unknown parameters
 * are refused, or told about when `lenient`: a filter that is silently left out shows more than was asked for.
 *
 * @example
 * readSearch('CarePlan', [['patient', '17'], ['status', 'active,on-hold']], { base, lenient: false, onType: mayLookAt })
 */
export function readSearch(type: string, parameters: readonly Parameter[], options: SearchOptions): SearchRequest {
  const filters: SearchFilter[] = [];
  const used: Parameter[] = [];
  const ignored: SamplanError[] = [];
  if (parameters.length > MAX_PARAMETERS) throw tooManyParameters();

  for (const parameter of parameters) {
    const [name, value] = parameter;
    if (isLook(name) || name === '_count' || name === PAGE) continue;
    const isKnown =
      name === '_total' ||
      isInclude(name) ||
      DEFAULT_ONLY.get(name) === value ||
      (name === '_sort' && isSort(type, value));
    const filter = isKnown ? undefined : filterOf(type, parameter, options);
    if (filter !== undefined) filters.push(filter);
    if (isKnown || filter !== undefined) {
      used.push(parameter);
      continue;
    }
    const error = unknownParameter(name, answered(type, name));
    if (!options.lenient) throw error;
    ignored.push(error);
  }

  const stated = single(parameters, '_count');
  const count = stated === undefined ? undefined : pageCount(stated, { most: MAX_COUNT });
  const page = cursorOf(single(parameters, PAGE));
  return {
    filters,
    count: count ?? DEFAULT_COUNT,
    sort: sortKeys(single(used, '_sort')),
    includes: includesIn(used, options),
    total: wantsTotal(single(used, '_total')),
    ...(page === undefined ? {} : { page }),
    used: count === undefined ? used : [...used, ['_count', String(count)]],
    ignored,
  };
}

function includesIn(used: readonly Parameter[], { onType }: SearchOptions): readonly Include[] {
  const includes = used.filter(([name]) => isInclude(name)).map(includeOf);
  // What was named by its type is refused; of what a reference can lead to, a type without a right is left out.
  for (const { follows, type, target } of includes) {
    if (follows === 'to') onType(type);
    if (target !== undefined) onType(target);
  }
  return includes;
}

/** What a search is read with. */
export interface SearchOptions extends Reading {
  readonly lenient: boolean;
}

/** Parameters of which only what goes without saying is answered: what is contained is not searched for by itself (§ 3.1.1.5.6). */
const DEFAULT_ONLY: ReadonlyMap<string, string> = new Map([
  ['_contained', 'false'],
  ['_containedType', 'container'],
]);

/** Says how the answer is made, and nothing of what was looked for. */
export function isOfResult(name: string): boolean {
  return ['_count', '_sort', '_total', ...DEFAULT_ONLY.keys()].includes(name);
}

/** What may stand in place of a parameter that is not answered. */
function answered(type: string, name: string): readonly string[] {
  if (name === '_sort') return sortable(type);
  const only = DEFAULT_ONLY.get(name);
  return only === undefined ? known(type) : [only];
}

function known(type: string): readonly string[] {
  const names = searchParameters(type).map(({ name }) => name);
  const ofResult = ['_include', '_revinclude', '_sort', '_total', '_count', ...DEFAULT_ONLY.keys()];
  return [...names, '_id', '_lastUpdated', '_has', ...ofResult];
}

function sortable(type: string): readonly string[] {
  const names = ['_id', '_lastUpdated', ...searchParameters(type).map(({ name }) => name)];
  return names.filter((name) => isSortable(type, name));
}

function isSort(type: string, value: string): boolean {
  return value !== '' && sortKeys(value).every(({ name }) => isSortable(type, name));
}

/** Each costs a look at every resource that is found. */
const MAX_SORT = 10;

/** Keys of an order: `-date,status` (search.html § 3.1.1.5.1). */
function sortKeys(value: string | undefined): readonly SortKey[] {
  if (value === undefined) return [];
  const keys = value.split(',');
  if (keys.length > MAX_SORT) throw tooManyValues('_sort', MAX_SORT);
  return keys.map((key) => (key.startsWith('-') ? { name: key.slice(1), descending: true } : { name: key }));
}

/** An estimate is as exact as the total (§ 3.1.1.5.4). */
function wantsTotal(value: string | undefined): boolean {
  if (value === undefined || value === 'accurate' || value === 'estimate') return true;
  if (value === 'none') return false;
  throw badParameter(
    '_total',
    {
      nb: 'Verdien må være accurate, estimate eller none.',
      nn: 'Verdien må vere accurate, estimate eller none.',
      en: 'The value must be accurate, estimate or none.',
    },
    'accurate, estimate or none',
  );
}

function tooManyParameters(): SamplanError {
  return badParameter(
    'query',
    {
      nb: 'Søket har for mange parametere.',
      nn: 'Søket har for mange parametrar.',
      en: 'The search has too many parameters.',
    },
    `at most ${MAX_PARAMETERS}`,
  );
}

/** A page token that was not made here, or no longer holds. */
export function badPage(): SamplanError {
  return badParameter(
    PAGE,
    {
      nb: 'Lenken til neste side gjelder ikke lenger. Søk på nytt.',
      nn: 'Lenkja til neste side gjeld ikkje lenger. Søk på nytt.',
      en: 'The link to the next page is no longer valid. Search again.',
    },
    'the next link of a search, unchanged',
  );
}

function cursorOf(token: string | undefined): string | undefined {
  if (token === undefined) return undefined;
  if (!token.startsWith(PLAIN)) throw badPage();
  return token.slice(PLAIN.length);
}

function single(parameters: readonly Parameter[], name: string): string | undefined {
  const values = parameters.filter((parameter) => parameter[0] === name).map(([, value]) => value);
  if (values.length > 1)
    throw badParameter(
      name,
      {
        nb: 'Parameteren kan bare stå én gang.',
        nn: 'Parameteren kan berre stå éin gong.',
        en: 'The parameter may stand only once.',
      },
      'one value',
    );
  return values[0];
}
