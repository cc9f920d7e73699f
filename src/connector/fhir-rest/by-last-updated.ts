import type { Connector, FeedPage, Held } from '../connector.ts';
import type { Send } from './answer.ts';
import type { Base } from './base.ts';
import { isBundle } from './bundle.ts';
import { parseInstant } from './instant.ts';
import { ask, type FeedOptions, keyOf, readEntries, Turning } from './pages.ts';
import { quietCursor, quietIn } from './quiet.ts';
import { readIfAllowed } from './read.ts';
import {
  cursorFor,
  isMostlyBefore,
  type Newest,
  newer,
  newestIn,
  REFUSALS,
  type TypeFeed,
  type TypeOutcome,
} from './type-feed.ts';

/** The partner may write one instant more or less exactly. */
const SAME_MS = 1000;

/**
 * What changed by `_lastUpdated`, sorted and asked for by time (docs/adr/0002-keyset-paging.md). Whether the partner
 * honours the range is seen from what it gives.
 */
export function createByLastUpdated(send: Send, base: Base, read: Connector['read'], options: FeedOptions): TypeFeed {
  const { pageSize, overlapSeconds, maxPages, now } = options;
  const overlap = overlapSeconds * 1000;

  return async function* byLastUpdated(type, cursor) {
    const where = `GET ${type}`;
    const known = newestIn(cursor, type);
    const since = parseInstant(known.time);
    const quiet = quietIn(cursor, type, known.time);
    const from = since === undefined ? undefined : since - (quiet.isSettled ? Math.min(SAME_MS, overlap) : overlap);
    const began = now();
    const turning = new Turning(where, maxPages);
    let latest = known;
    const given = new Set<string>();
    let lowest = from;
    let inOrder = true;
    let url = searchFrom(type, lowest);
    for (let number = 1; ; number += 1) {
      turning.to(url);
      const { answer } = await ask(send, { method: 'GET', url, where });
      if (answer.status === 400 && (await count(type, {})) > 0) return unsupported(given);
      if (number === 1 && REFUSALS.includes(answer.status)) return { kind: 'refused', answer };
      const { page, held, unreadable } = readEntries(answer, base, type, `${type}, page ${number}`, options);
      const times = held.map(timeOf);
      if (number === 1 && from !== undefined && isMostlyBefore(from, times) && (await ignoresRange(type))) {
        return unsupported(given);
      }
      // What was newest before, or last on the page before, lies within the range: it can't be empty.
      if (url.searchParams.has('_lastUpdated') && page.entries.length === 0) {
        if (await answersNothingToRange(type)) return unsupported(given);
        const left = number === 1 ? await whatBecameOf(type, known) : undefined;
        if (left) yield left;
      }
      latest = newer(latest, held);
      inOrder &&= isAscendingFrom(lowest, times);
      const fresh = new Map(held.filter((one) => !given.has(keyOf(one))).map((one) => [keyOf(one), { type, ...one }]));
      // In order, only what stands at the end of a page can come again.
      if (inOrder) given.clear();
      for (const one of held) given.add(keyOf(one));
      const reached = inOrder ? { reached: cursorFor(type, capped(latest, answer.headers)) } : {};
      if (fresh.size + unreadable.length > 0) yield { resources: [...fresh.values()], unreadable, ...reached };
      if (!page.next) {
        const reached = capped(latest, answer.headers);
        const at = { isSame: reached.time === known.time, began, now: now(), overlap };
        return {
          kind: 'given',
          cursor: { ...cursorFor(type, reached), ...quietCursor(type, reached.time, quiet, at) },
        };
      }
      const last = parseInstant(times.at(-1));
      // An edit while we page moves a resource to the end and everything after it up by one: a next link that counts
      // rows would step over one of them. Asking again from the last time seen cannot. Only when a whole page shares
      // one time is there no other way on than the link.
      if (inOrder && last !== undefined && (lowest === undefined || last > lowest)) {
        lowest = last;
        url = searchFrom(type, lowest);
      } else {
        url = page.next;
      }
    }
  };

  function searchFrom(type: string, from: number | undefined): URL {
    const range = from === undefined ? {} : { _lastUpdated: `ge${new Date(from).toISOString()}` };
    return base.at([type], { ...range, _sort: '_lastUpdated', _count: String(pageSize) });
  }

  /** A server that gives anything from the far future does not look at the range. */
  async function ignoresRange(type: string): Promise<boolean> {
    return (await count(type, { _lastUpdated: 'gt2999-01-01T00:00:00Z' })) > 0;
  }

  async function answersNothingToRange(type: string): Promise<boolean> {
    const everything = await count(type, { _lastUpdated: 'ge1900-01-01T00:00:00Z' });
    return everything === 0 && (await count(type, {})) > 0;
  }

  /** Nothing at all comes, not even the newest that we know: it was deleted, or set back by a backup. */
  async function whatBecameOf(type: string, { time: known, id }: Newest): Promise<FeedPage | undefined> {
    const since = parseInstant(known);
    if (id === undefined || since === undefined) return undefined;
    const answer = await readIfAllowed(read, type, id);
    if ('gone' in answer) return { resources: [], unreadable: [], deleted: [{ type, peerId: id }] };
    if ('missing' in answer) return { resources: [], unreadable: [], doubtful: true };
    const time = parseInstant(timeOf(answer.found));
    if (time === undefined || time > since - SAME_MS) return undefined;
    return { resources: [{ type, ...answer.found }], unreadable: [], doubtful: true };
  }

  async function count(type: string, query: Readonly<Record<string, string>>): Promise<number> {
    const url = base.at([type], { ...query, _count: '1' });
    const answer = await send({ method: 'GET', url, where: `GET ${type}` });
    if (answer.status >= 300 || !isBundle(answer.body, 'searchset')) return 0;
    return readEntries(answer, base, type, type, options).held.length;
  }

  /** The cursor may not run ahead of the partner's clock: one resource dated in the future would hide all that follow. */
  function capped(latest: Newest, headers: Headers): Newest {
    const limit = Date.parse(headers.get('date') ?? '') + overlap;
    const time = parseInstant(latest.time);
    return time !== undefined && time > limit ? { time: new Date(limit).toISOString(), id: undefined } : latest;
  }
}

/** The range is no good: another way is taken, without what was given already. */
function unsupported(given: ReadonlySet<string>): TypeOutcome {
  return { kind: 'unsupported', learned: { lastUpdated: false }, given };
}

function timeOf({ resource }: Held): string | undefined {
  const time = resource.meta?.lastUpdated;
  return parseInstant(time) === undefined ? undefined : time;
}

function isAscendingFrom(lowest: number | undefined, times: readonly (string | undefined)[]): boolean {
  let before = lowest ?? Number.NEGATIVE_INFINITY;
  return times.every((time) => {
    const now = parseInstant(time);
    const ascends = now !== undefined && now >= before;
    before = now ?? before;
    return ascends;
  });
}
