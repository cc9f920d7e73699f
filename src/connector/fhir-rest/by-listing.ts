import type { Send } from './answer.ts';
import type { Base } from './base.ts';
import { parseInstant } from './instant.ts';
import { ask, type FeedOptions, keyOf, readEntries, Turning } from './pages.ts';
import { cursorFor, type Newest, newer, REFUSALS, type TypeFeed } from './type-feed.ts';

/** A partner where something moves during every run is not listed for ever. */
const MOST_RUNS = 4;

/**
 * Everything of a type, by plain search and the partner's own next links. Where those count rows, a row that moves or
 * goes while we page makes another one be stepped over: unless the partner's totals say that none was, the type is
 * listed again until two runs in a row show the same.
 */
export function createByListing(send: Send, base: Base, options: FeedOptions): TypeFeed {
  const { pageSize, maxPages } = options;

  return async function* byListing(type) {
    const where = `GET ${type}`;
    const given = new Set<string>();
    let newest: Newest = { time: undefined, id: undefined };
    let start: string | undefined;
    let before: ReadonlySet<string> | undefined;
    for (let run = 1; ; run += 1) {
      const turning = new Turning(where, maxPages);
      const found = new Set<string>();
      const totals: (number | undefined)[] = [];
      let entries = 0;
      let pages = 0;
      let next: URL | undefined = base.at([type], { _count: String(pageSize) });
      while (next) {
        turning.to(next);
        const { answer } = await ask(send, { method: 'GET', url: next, where });
        if (run === 1 && pages === 0 && REFUSALS.includes(answer.status)) return { kind: 'refused', answer };
        pages += 1;
        start ??= clockOf(answer.headers);
        const { page, held, unreadable } = readEntries(answer, base, type, `${type}, page ${pages}`, options);
        totals.push(page.total);
        entries += held.length + unreadable.length;
        newest = newer(newest, held);
        const resources = held.filter((one) => !given.has(keyOf(one))).map((one) => ({ type, ...one }));
        for (const one of held) found.add(keyOf(one));
        for (const one of held) given.add(keyOf(one));
        const told = run === 1 ? unreadable : [];
        if (resources.length + told.length > 0) yield { resources, unreadable: told };
        ({ next } = page);
      }
      const isWhole = pages === 1 || isAsTold(entries, totals) || (before !== undefined && isSame(before, found));
      if (isWhole) yield { resources: [], unreadable: [], complete: { types: [type] } };
      if (isWhole || run === MOST_RUNS) return { kind: 'given', cursor: cursorFor(type, since(start, newest)) };
      before = found;
    }
  };
}

/** Every page says the same total, and so many came. */
function isAsTold(entries: number, totals: readonly (number | undefined)[]): boolean {
  return totals.every((total) => total === entries);
}

function isSame(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  return left.size === right.size && left.isSubsetOf(right);
}

/** The partner's clock (RFC 9110 § 6.6.1). */
function clockOf(headers: Headers): string | undefined {
  const time = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** What changed since the run began may have been looked at before it changed. */
function since(start: string | undefined, newest: Newest): Newest {
  const [time, begun] = [parseInstant(newest.time), parseInstant(start)];
  return time !== undefined && begun !== undefined && begun < time ? { time: start, id: undefined } : newest;
}
