import type { Bundle, BundleEntry } from '@medplum/fhirtypes';
import { type SeenChange, versionsWithin } from '../exchange/changes.ts';
import { type HistoryRequest, nextPage, readHistory } from './history-request.ts';
import type { Interaction } from './interaction.ts';
import { notFound } from './read.ts';
import type { FhirRequest, Parameter } from './request.ts';
import { badPage } from './search-request.ts';
import { served } from './served.ts';
import { etag } from './version-tag.ts';

/**
 * `GET [type]/[id]/_history`: all versions, newest first (http.html § 3.1.0.10), a deletion among them without content; by `_since`
 * or `_at` some of them, by `_count` in pages.
 *
 * @example
 * GET /fhir/CarePlan/17/_history?_since=2026-11-01
 */
export const history: Interaction = async ({ request, sight, type, id }, { pages }) => {
  const asked = readHistory(request, pages);
  const all = await sight.history(type, id);
  if (all.length === 0) throw notFound();
  const within = versionsWithin(all, asked.when);
  const start = asked.after === undefined ? 0 : within.findIndex(({ tag }) => tag === asked.after) + 1;
  if (asked.after !== undefined && start === 0) throw badPage();
  const page = within.slice(start, start + (asked.count ?? within.length));
  const last = page.at(-1);
  const isMore = last !== undefined && start + page.length < within.length;
  const changes = page.map((seen) => ({ seen, isFirst: seen === all.at(-1) }));
  const address = `${type}/${id}/_history`;
  return {
    status: 200,
    headers: {},
    body: {
      ...historyBundle(request, address, asked, changes, isMore ? nextPage(asked, last.tag, false, pages) : undefined),
      total: within.length,
    },
    shown: { resources: page.map(({ stored }) => stored) },
  };
};

/** A page of a history as a Bundle, without a total: of a view there is none that would not tell. */
export function historyBundle(
  { base }: Pick<FhirRequest, 'base'>,
  address: string,
  { used }: HistoryRequest,
  changes: readonly SeenChange[],
  next: readonly Parameter[] | undefined,
): Bundle {
  const link = [{ relation: 'self', url: linkTo(base, address, used) }];
  if (next !== undefined) link.push({ relation: 'next', url: linkTo(base, address, next) });
  return {
    resourceType: 'Bundle',
    type: 'history',
    link,
    // FHIR has no empty arrays (json.html § 2.6.2).
    ...(changes.length === 0 ? {} : { entry: changes.map((change) => entryOf(change, base)) }),
  };
}

function linkTo(base: string, address: string, parameters: readonly Parameter[]): string {
  const query = new URLSearchParams(parameters.map(([name, value]): [string, string] => [name, value])).toString();
  return query === '' ? `${base}/${address}` : `${base}/${address}?${query}`;
}

function entryOf({ seen, isFirst }: SeenChange, base: string): BundleEntry {
  const { resource, tag } = seen;
  const { resourceType: type, id = '' } = resource;
  const { deleted } = seen.stored;
  const method = deleted ? 'DELETE' : isFirst ? 'POST' : 'PUT';
  const lastModified = resource.meta?.lastUpdated;
  return {
    fullUrl: `${base}/${type}/${id}`,
    ...(deleted ? {} : { resource: served(seen) }),
    request: { method, url: method === 'POST' ? type : `${type}/${id}` },
    response: {
      status: { DELETE: '204', POST: '201', PUT: '200' }[method],
      etag: etag(tag),
      ...(lastModified === undefined ? {} : { lastModified }),
    },
  };
}
