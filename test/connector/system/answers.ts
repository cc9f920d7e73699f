import type { Bundle, CapabilityStatement, Resource } from '@medplum/fhirtypes';
import { TYPES } from '../../../src/connector/fhir-rest/options.ts';
import type { Habits } from './habits.ts';
import type { SystemMemory, Version } from './memory.ts';

/** What answers: a memory with habits, under an address. */
export interface Answering {
  readonly url: string;
  readonly memory: SystemMemory;
  readonly habits: Habits;
  readonly states: Partial<CapabilityStatement> | undefined;
}

/** A request as it arrived, its address taken apart. */
export interface Asked {
  readonly method: string;
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Takes a request's address apart; a search by POST is a search. */
export function askedOf(
  method: string,
  url: URL,
  headers: Asked['headers'],
  body: string,
): Asked & { readonly isSearch: boolean } {
  const path = url.pathname.replace('/fhir', '').split('/').filter(Boolean).map(decodeURIComponent);
  const isSearch = path.at(-1) === '_search';
  return isSearch
    ? { method: 'GET', path: path.slice(0, 1), query: new URLSearchParams(body), headers, body, isSearch }
    : { method, path, query: url.searchParams, headers, body, isSearch };
}

/** What the system answers; a write is carried out. */
export function answerTo(system: Answering, asked: Asked): Answer {
  const { method, path } = asked;
  const [type = '', id = '', history, version] = path;
  if (type === 'metadata') return system.states ? { status: 200, body: system.states } : { status: 404 };
  if (!(TYPES as readonly string[]).includes(type)) return { status: 404 };
  if (method === 'POST') return create(system, type, asked);
  if (method === 'PUT') return update(system, type, id, asked);
  if (path.length === 1) return search(system, type, asked);
  if (id === '_history') return typeHistory(system, type, asked);
  if (history === undefined) return read(system, system.memory.current(type, id));
  const { habits, memory } = system;
  if (version === undefined) {
    if (!habits.instanceHistory) return { status: 404 };
    return { status: 200, body: bundle('history', memory.versionsOf(type, id).toReversed().map(historyEntry)) };
  }
  const found = memory.versionsOf(type, id).find(({ number }) => String(number) === version);
  return habits.vread && habits.versions ? read(system, found) : { status: 404 };
}

function read({ habits }: Answering, version: Version | undefined): Answer {
  if (!version) return { status: 404 };
  if (!version.resource) return { status: habits.remembersDeletions ? 410 : 404 };
  return { status: 200, body: version.resource, headers: etagOf(habits, version) };
}

function etagOf(habits: Habits, { number }: Version): Readonly<Record<string, string>> {
  return habits.versions ? { etag: `W/"${number}"` } : {};
}

function create(system: Answering, type: string, { headers, body }: Asked): Answer {
  const { memory, habits } = system;
  const criteria = new URLSearchParams(String(headers['if-none-exist'] ?? '')).get('identifier');
  if (criteria !== null && habits.conditionalCreate) {
    const [found, another] = memory.all(type).filter((one) => carries(one, criteria));
    if (another) return { status: 412 };
    if (found) return written(system, found, 200);
  }
  const given = habits.normalize(JSON.parse(body) as Resource);
  return written(system, memory.put({ ...given, id: memory.newId() }), 201);
}

function update(system: Answering, type: string, id: string, { headers, body }: Asked): Answer {
  const { memory, habits } = system;
  const current = memory.current(type, id);
  if (!current?.resource) return read(system, current);
  const match = headers['if-match'];
  if (habits.ifMatch && match !== undefined && match !== `W/"${current.number}"`) return { status: habits.conflict };
  return written(system, memory.put(habits.normalize(JSON.parse(body) as Resource)), 200);
}

function written({ habits, url }: Answering, version: Version, status: number): Answer {
  const { resource } = version;
  const place = `${url}/${resource?.resourceType}/${resource?.id}`;
  const location = habits.versions ? `${place}/_history/${version.number}` : place;
  switch (habits.answers) {
    case 'resource':
      return { status, body: resource, headers: { ...etagOf(habits, version), location } };
    case 'headers':
      return { status, headers: { ...etagOf(habits, version), location } };
    case 'nothing':
      return { status, headers: status === 201 ? { location: place } : {} };
  }
}

function search(system: Answering, type: string, { query }: Asked): Answer {
  const { memory, habits, url } = system;
  const patient = query.get('patient');
  const identifier = query.get('identifier');
  const isBrowsing = patient === null && identifier === null && !query.has('practitioner');
  if (isBrowsing && !habits.browse) return { status: 403 };
  const range = query.get('_lastUpdated');
  if (range !== null && habits.lastUpdated === 'refuses') return { status: 400 };
  let found = memory
    .all(type)
    .filter(
      (one) =>
        (patient === null || isAbout(one, patient)) &&
        (identifier === null || carries(one, identifier)) &&
        ['practitioner', 'organization'].every((name) => !query.has(name) || refers(one, name, query.get(name) ?? '')),
    );
  if (range !== null && habits.lastUpdated === 'matches-nothing') found = [];
  if (range !== null && habits.lastUpdated === 'honours') found = found.filter((one) => isWithin(one, range));
  if (habits.sorts && query.get('_sort') === '_lastUpdated')
    found = found.toSorted((left, right) => (timeOf(left) < timeOf(right) ? -1 : 1));
  const count = Number(query.get('_count') ?? 50);
  const offset = Number(query.get('_offset') ?? 0);
  const next = new URLSearchParams(query);
  next.set('_offset', String(offset + count));
  const entries = found.slice(offset, offset + count).map(({ resource }) => ({ resource }));
  const total = { right: found.length, wrong: 9_999, none: undefined }[habits.totals];
  const more = offset + count < found.length ? `${url}/${type}?${next}` : undefined;
  return { status: 200, body: bundle('searchset', entries, more, total) };
}

function typeHistory({ memory, habits, url }: Answering, type: string, { query }: Asked): Answer {
  if (habits.history === 'none') return { status: 404 };
  const offset = Number(query.get('_offset') ?? 0);
  if (offset === 0) memory.flips = !memory.flips;
  const since = query.get('_since') ?? '';
  const found = memory.ever(type).filter(({ at }) => at >= since);
  const isReversed = habits.history === 'newest-first' || (habits.history === 'flips' && memory.flips);
  const count = Number(query.get('_count') ?? 50);
  const next = new URLSearchParams(query);
  next.set('_offset', String(offset + count));
  const entries = (isReversed ? found.toReversed() : found).slice(offset, offset + count).map(historyEntry);
  return {
    status: 200,
    body: bundle('history', entries, offset + count < found.length ? `${url}/${type}/_history?${next}` : undefined),
  };
}

function historyEntry({ type, id, number, at, resource }: Version): object {
  return {
    ...(resource ? { resource } : {}),
    request: { method: resource ? (number === 1 ? 'POST' : 'PUT') : 'DELETE', url: `${type}/${id}` },
    response: { status: '200', lastModified: at },
  };
}

function bundle(type: Bundle['type'], entry: readonly object[], next?: string, total?: number): object {
  const link = next === undefined ? [] : [{ relation: 'next', url: next }];
  return { resourceType: 'Bundle', type, entry, link, ...(total === undefined ? {} : { total }) };
}

function timeOf({ resource }: Version): string {
  return resource?.meta?.lastUpdated ?? '';
}

function isWithin(version: Version, range: string): boolean {
  const time = Date.parse(timeOf(version));
  const limit = Date.parse(range.slice(2));
  return range.startsWith('ge') ? time >= limit : time > limit;
}

function carries({ resource }: Version, token: string): boolean {
  const [system, value] = token.split('|');
  const own = resource && 'identifier' in resource ? [resource.identifier].flat() : [];
  return own.some((one) => one?.system === system && one?.value === value?.replaceAll('\\', ''));
}

function isAbout({ resource }: Version, patient: string): boolean {
  const text = JSON.stringify(resource);
  return ['subject', 'patient', 'for', 'actor'].some((name) => text.includes(`"${name}":{"reference":"${patient}"`));
}

function refers({ resource }: Version, name: string, target: string): boolean {
  const element = (resource as unknown as Record<string, { readonly reference?: string } | undefined>)[name];
  return element?.reference === target;
}
