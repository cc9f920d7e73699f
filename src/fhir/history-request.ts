import type { When } from '../exchange/changes.ts';
import { badParameter } from './bad-parameter.ts';
import { stretchIn } from './bounds.ts';
import { isLook } from './look.ts';
import { MAX_COUNT, pageCount } from './page-count.ts';
import type { FhirRequest, Parameter } from './request.ts';
import { isSealed, type PageSeal } from './sealed-page.ts';
import { badPage, PAGE } from './search-request.ts';

/** Parameters of every history (http.html § 3.1.0.10). */
export const HISTORY: readonly string[] = ['_since', '_at', '_count', PAGE];

const DEFAULT_COUNT = 50;
const PLAIN = 'p.';

/** A history as the client asked for it. */
export interface HistoryRequest {
  readonly when: When;
  /** Absent: no number was named. */
  readonly count?: number;
  readonly person?: string;
  readonly after?: string;
  /** Everything but the page, as it stands in links. */
  readonly used: readonly Parameter[];
}

/**
 * Reads the parameters of a history; a page token that was sealed is opened.
 *
 * @throws SamplanError `bad-parameter`
 * @example
 * readHistory(request, pages).when.since // '2026-11-22T00:00:00.000Z'
 */
export function readHistory({ query, base }: Pick<FhirRequest, 'query' | 'base'>, pages: PageSeal): HistoryRequest {
  const token = single(query, PAGE);
  const sent = query.filter(([name]) => name !== PAGE);
  const opened = token !== undefined && isSealed(token) ? pages.open(token) : [];
  if (opened === undefined || (token !== undefined && !isSealed(token) && !token.startsWith(PLAIN))) throw badPage();
  const all = [...opened, ...sent];
  const after = isSealed(token ?? '') ? single(opened, PAGE) : token?.slice(PLAIN.length);
  const since = single(all, '_since');
  const at = single(all, '_at');
  const count = single(all, '_count');
  const person = single(all, 'patient');
  return {
    when: {
      ...(since === undefined ? {} : { since: iso(stretchIn('_since', since).low) }),
      ...(at === undefined ? {} : { at: timeOf(at) }),
    },
    ...(count === undefined ? {} : { count: pageCount(count, { most: MAX_COUNT }) }),
    ...(person === undefined ? {} : { person: personOf(person, base) }),
    ...(after === undefined ? {} : { after }),
    used: all.filter(([name]) => (HISTORY.includes(name) && name !== PAGE) || name === 'patient' || isLook(name)),
  };
}

/** How many of a page are shown where nobody said how many. */
export function pageSize({ count = DEFAULT_COUNT }: HistoryRequest): number {
  return count;
}

/** Parameters of the link to what comes after; `isSealed` where its place is not for the client to read. */
export function nextPage(asked: HistoryRequest, place: string, isView: boolean, pages: PageSeal): readonly Parameter[] {
  if (!isView) return [...asked.used, [PAGE, PLAIN + place]];
  const look = asked.used.filter(([name]) => isLook(name));
  const hidden = asked.used.filter(([name]) => !isLook(name));
  return [[PAGE, pages.seal([...hidden, [PAGE, place]])], ...look];
}

/** What `_at` leaves open, or with a prefix what lies on one side of it. */
function timeOf(value: string): NonNullable<When['at']> {
  const prefix = /^(?:eq|ge|gt|le|lt)/.exec(value)?.[0] ?? '';
  const { low, high } = stretchIn('_at', value.slice(prefix.length), value);
  switch (prefix) {
    case 'ge':
      return { from: iso(low) };
    case 'gt':
      return { from: iso(high) };
    case 'lt':
      return { before: iso(low) };
    case 'le':
      return { before: iso(high) };
    default:
      return { from: iso(low), before: iso(high) };
  }
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}

function personOf(value: string, base: string): string {
  const id = (value.startsWith(`${base}/`) ? value.slice(base.length + 1) : value).replace(/^Patient\//, '');
  if (/^[A-Za-z0-9\-.]{1,64}$/.test(id)) return id;
  throw badParameter(
    'patient',
    {
      nb: 'Personen må oppgis som én referanse til Patient her.',
      nn: 'Personen må oppgjevast som éin referanse til Patient her.',
      en: 'The person must be given as one reference to a Patient here.',
    },
    'Patient/<id>',
  );
}

function single(parameters: readonly Parameter[], name: string): string | undefined {
  const [value, another] = parameters.filter((parameter) => parameter[0] === name);
  if (another === undefined) return value?.[1];
  throw badParameter(
    name,
    {
      nb: 'Parameteren kan bare stå én gang.',
      nn: 'Parameteren kan berre stå éin gong.',
      en: 'The parameter may stand only once.',
    },
    'one value',
  );
}
