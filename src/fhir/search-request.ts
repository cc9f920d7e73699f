import { SamplanError } from '../errors.ts';
import { searchParameters } from '../store/search-rows.ts';
import type { SearchFilter, SearchOrder } from '../store/store.ts';
import { badParameter } from './bad-parameter.ts';
import { dateRange } from './date-range.ts';
import { isLook } from './look.ts';
import type { Parameter } from './request.ts';
import { alternatives, referenceValue, tokenValue, unescaped } from './search-value.ts';

/** Paging token: opaque to clients, given in `next` links only. */
export const PAGE = '_page';
const DEFAULT_COUNT = 50;
const MAX_COUNT = 500;

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
  readonly sort?: SearchOrder;
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
 * readSearch('CarePlan', [['patient', '17'], ['status', 'active,on-hold']], { base, lenient: false })
 */
export function readSearch(
  type: string,
  parameters: readonly Parameter[],
  options: { readonly base: string; readonly lenient: boolean },
): SearchRequest {
  const filters: SearchFilter[] = [];
  const used: Parameter[] = [];
  const ignored: SamplanError[] = [];

  for (const parameter of parameters) {
    const [name] = parameter;
    if (isLook(name) || name === '_count' || name === PAGE) continue;
    if (isSort(parameter)) {
      used.push(parameter);
      continue;
    }
    const filter = filterOf(type, parameter, options.base);
    if (filter !== undefined) {
      filters.push(filter);
      used.push(parameter);
      continue;
    }
    const error = unknownParameter(name, [
      ...searchParameters(type).map((known) => known.name),
      ...(type === 'AuditEvent' ? ['date'] : []),
      '_id',
      '_lastUpdated',
      '_sort',
      '_count',
    ]);
    if (!options.lenient) throw error;
    ignored.push(error);
  }

  const count = countOf(single(parameters, '_count'));
  const page = cursorOf(single(parameters, PAGE));
  const sort = single(used, '_sort');
  return {
    filters,
    count: count ?? DEFAULT_COUNT,
    ...(sort === undefined ? {} : { sort: sort === '_lastUpdated' ? 'lastUpdated' : '-lastUpdated' }),
    ...(page === undefined ? {} : { page }),
    used: count === undefined ? used : [...used, ['_count', String(count)]],
    ignored,
  };
}

/** A parameter that the interaction does not have. Its value is never shown, its name only if it looks like one. */
export function unknownParameter(name: string, known: readonly string[]): SamplanError {
  return new SamplanError(
    'unknown-parameter',
    {
      nb: 'Parameteren støttes ikke her. Ta den bort, eller bruk en av dem som støttes.',
      nn: 'Parameteren er ikkje støtta her. Ta han bort, eller bruk ein av dei som er støtta.',
      en: 'The parameter is not supported here. Leave it out or use one of those supported.',
    },
    {
      where: /^[A-Za-z_][A-Za-z_.:-]{0,39}$/.test(name) ? `parameter ${name}` : 'query',
      expected: known.length === 0 ? 'no parameters' : known.join(', '),
    },
  );
}

/** The one order that can be asked for (search.html § 3.1.1.5.1): how a partner reads what changed since it last looked. */
function isSort([name, value]: Parameter): boolean {
  return name === '_sort' && /^-?_lastUpdated$/.test(value);
}

function filterOf(type: string, [name, value]: Parameter, base: string): SearchFilter | undefined {
  if (name === '_id') return { kind: 'id', values: alternatives(name, value).map(unescaped) };
  // An entry of the access log is written once, when it is recorded.
  const isRecorded = type === 'AuditEvent' && name === 'date';
  if (name === '_lastUpdated' || isRecorded) return { kind: 'lastUpdated', ...dateRange(name, value) };
  const known = searchParameters(type).find((candidate) => candidate.name === name);
  switch (known?.kind) {
    case undefined:
      return undefined;
    case 'token':
      return { kind: 'token', name, values: alternatives(name, value).map((one) => tokenValue(name, one)) };
    case 'reference':
      return {
        kind: 'reference',
        name,
        values: alternatives(name, value).map((one) => referenceValue(name, one, base)),
      };
  }
}

function countOf(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value)) return Math.min(Number(value), MAX_COUNT);
  throw badParameter(
    '_count',
    {
      nb: 'Antallet per side må være et helt tall.',
      nn: 'Talet per side må vere eit heilt tal.',
      en: 'The number per page must be a whole number.',
    },
    `0 to ${MAX_COUNT}`,
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
