import type { Bundle, BundleEntry } from '@medplum/fhirtypes';
import type { SamplanError } from '../errors.ts';
import type { VisibleVersion } from '../exchange/sight.ts';
import { keyOf } from '../record/record.ts';
import { badParameter } from './bad-parameter.ts';
import { stretchIn } from './bounds.ts';
import type { Call, Interaction } from './interaction.ts';
import { pageCount } from './page-count.ts';
import { notFound } from './read.ts';
import { badPage, PAGE } from './search-request.ts';
import { served } from './served.ts';
import { isServed } from './served-types.ts';

/**
 * `GET Patient/[id]/$everything` (patient-operation-everything.html): what the caller sees of a person's record and of the directory
 * that it leads to, as a searchset; narrowed by `_since` and `_type`, in pages of `_count`, which stay in step while it changes.
 *
 * @example
 * GET /fhir/Patient/17/$everything?_type=CarePlan,Goal&_since=2026-11-01T00:00:00Z
 */
export const everything: Interaction = async (call) => {
  const { request, id } = call;
  const asked = new Map(request.query);
  const isAsked = [ofTypes(asked.get('_type')), since(asked.get('_since')), afterPage(asked.get(PAGE))];
  const stated = asked.get('_count');
  const count = stated === undefined ? undefined : pageCount(stated, { least: 1, most: Number.POSITIVE_INFINITY });
  const all = (await recordOf(call)).filter((one) => isAsked.every((holds) => holds(one)));
  const shown = all.slice(0, count);
  const last = shown.at(-1);
  const address = `${request.base}/Patient/${id}/$everything`;
  const link = [{ relation: 'self', url: addressOf(address, request.query) }];
  if (last && all.length > shown.length) {
    const rest = request.query.filter(([name]) => name !== PAGE);
    link.push({ relation: 'next', url: addressOf(address, [...rest, [PAGE, pageAfter(last)]]) });
  }
  const body: Bundle = { resourceType: 'Bundle', type: 'searchset', link, ...entriesOf(call, shown, true) };
  return { status: 200, headers: {}, body, shown: { resources: shown.map(({ stored }) => stored) } };
};

/**
 * `GET Patient/[id]/$record`: the same whole, plan or no plan, as one collection: what a system takes in that has nothing yet.
 *
 * @example
 * GET /fhir/Patient/17/$record
 */
export const record: Interaction = async (call) => {
  const shown = await recordOf(call);
  const body: Bundle = { resourceType: 'Bundle', type: 'collection', ...entriesOf(call, shown, false) };
  return { status: 200, headers: {}, body, shown: { resources: shown.map(({ stored }) => stored) } };
};

/** What the caller sees of the record of the address. Throws `not-found`. */
export async function recordOf({ sight, id }: Call): Promise<readonly VisibleVersion[]> {
  const shown = await sight.record(id);
  // Who is deleted here, or was joined with another, has no record any more.
  if (!shown?.some(({ resource }) => keyOf(resource) === `Patient/${id}`)) throw notFound();
  return shown;
}

/** FHIR has no empty arrays (json.html § 2.6.2). */
function entriesOf(
  { request }: Call,
  shown: readonly VisibleVersion[],
  isFound: boolean,
): { readonly entry?: BundleEntry[] } {
  if (shown.length === 0) return {};
  return {
    entry: shown.map((one) => ({
      fullUrl: `${request.base}/${keyOf(one.resource)}`,
      resource: served(one),
      ...(isFound ? { search: { mode: 'match' as const } } : {}),
    })),
  };
}

type Holds = (one: VisibleVersion) => boolean;

function ofTypes(value: string | undefined): Holds {
  if (value === undefined) return () => true;
  const types: readonly string[] = value.split(',');
  if (types.some((one) => !isServed(one))) throw badType();
  return ({ resource }) => types.includes(resource.resourceType);
}

function since(value: string | undefined): Holds {
  if (value === undefined) return () => true;
  const { low } = stretchIn('_since', value);
  return ({ resource }) => Date.parse(resource.meta?.lastUpdated ?? '') >= low;
}

/** A page ends at a place in the order, and not after so many: what comes or goes before it moves nothing. */
function pageAfter({ resource }: VisibleVersion): string {
  return `p.${keyOf(resource)}`;
}

function afterPage(token: string | undefined): Holds {
  if (token === undefined) return () => true;
  const key = /^p\.([A-Z][A-Za-z]+\/[A-Za-z0-9.-]{1,64})$/u.exec(token)?.[1];
  if (key === undefined) throw badPage();
  const isFirst = (one: string): boolean => one.startsWith('Patient/');
  return ({ resource }) => {
    const own = keyOf(resource);
    return isFirst(own) === isFirst(key) ? own > key : isFirst(key);
  };
}

function addressOf(address: string, query: Call['request']['query']): string {
  const text = new URLSearchParams(query.map(([name, value]): [string, string] => [name, value])).toString();
  return text === '' ? address : `${address}?${text}`;
}

function badType(): SamplanError {
  return badParameter(
    '_type',
    {
      nb: 'Parameteren må være typer som finnes her, med komma mellom.',
      nn: 'Parameteren må vere typar som finst her, med komma mellom.',
      en: 'The parameter must be types that are served here, with commas between.',
    },
    'types in /metadata',
  );
}
