import type { ReceivedResource } from '../../store/store.ts';
import type { Connector, FeedPage } from '../connector.ts';
import type { Answer, Send } from './answer.ts';
import type { Base } from './base.ts';
import { readHeld } from './held.ts';
import { parseInstant } from './instant.ts';
import type { FhirRestOptions } from './options.ts';
import { malformed, refused } from './refusal.ts';
import { readSearchset, type Searchset } from './searchset.ts';

type FeedOptions = Required<Pick<FhirRestOptions, 'types' | 'pageSize' | 'overlapSeconds' | 'maxPages'>> &
  Pick<FhirRestOptions, 'onNotice'>;

/** How a server says that it does not know a type, or cannot search it. */
const UNSEARCHABLE: readonly number[] = [400, 404, 405, 501];

type TypeOutcome = { readonly cursor: string | undefined } | { readonly unsearchable: Answer };

/** What the partner changed, by `_lastUpdated`, type by type. */
export function createFeed(send: Send, base: Base, options: FeedOptions): Connector['changes'] {
  const { types, pageSize, overlapSeconds, maxPages, onNotice } = options;
  const overlap = overlapSeconds * 1000;

  return async function* changes(cursor) {
    const reached: Record<string, string> = { ...cursor };
    const skipped: Answer[] = [];
    for (const type of types) {
      const outcome = yield* changesOf(type, cursor[type]);
      if ('unsearchable' in outcome) {
        skipped.push(outcome.unsearchable);
        onNotice?.({ code: 'type-skipped', type, status: outcome.unsearchable.status });
      } else if (outcome.cursor !== undefined) {
        reached[type] = outcome.cursor;
      }
    }
    // A wrong address answers 404 to everything: that is not a partner without changes.
    const [first] = skipped;
    if (first && skipped.length === types.length) throw refused(first);
    return reached;
  };

  async function* changesOf(type: string, since: string | undefined): AsyncGenerator<FeedPage, TypeOutcome> {
    const sinceTime = parseInstant(since);
    const from = sinceTime === undefined ? undefined : sinceTime - overlap;
    const taken = new Set<string>();
    const asked = new Set<string>();
    let latest = sinceTime === undefined ? undefined : since;
    let lowest = from;
    let inOrder = true;
    let url = searchFrom(type, lowest);
    for (let number = 1; ; number += 1) {
      if (number > maxPages || asked.has(url.href)) throw malformed(`GET ${type}`, 'a last page', 'pages without end');
      asked.add(url.href);
      const answer = await send({ method: 'GET', url, where: `GET ${type}` });
      if (number === 1 && UNSEARCHABLE.includes(answer.status)) return { unsearchable: answer };
      const set = readSearchset(answer, base);
      const times = timesOf(set);
      latest = latestOf([latest, ...times]);
      const page = takeIn(set, { type, number, from, taken });
      if (page.resources.length + page.unreadable.length > 0) yield page;
      if (!set.next) return { cursor: capped(latest, answer.headers) };
      inOrder &&= isAscendingFrom(lowest, times);
      const last = parseInstant(times.at(-1));
      // An edit while we page moves a resource to the end and everything after it up by one: a next link that counts
      // rows would step over one of them. Asking again from the last time seen cannot. Only when a whole page shares
      // one time is there no other way on than the link.
      if (inOrder && last !== undefined && (lowest === undefined || last > lowest)) {
        lowest = last;
        url = searchFrom(type, lowest);
      } else {
        url = set.next;
      }
    }
  }

  function searchFrom(type: string, from: number | undefined): URL {
    const range = from === undefined ? {} : { _lastUpdated: `ge${new Date(from).toISOString()}` };
    return base.at([type], { ...range, _sort: '_lastUpdated', _count: String(pageSize) });
  }

  /** The cursor may not run ahead of the partner's clock: one resource dated in the future would hide all that follow. */
  function capped(latest: string | undefined, headers: Headers): string | undefined {
    const clock = Date.parse(headers.get('date') ?? '');
    const time = parseInstant(latest);
    return time !== undefined && time > clock + overlap ? new Date(clock + overlap).toISOString() : latest;
  }
}

interface PageContext {
  readonly type: string;
  readonly number: number;
  readonly from: number | undefined;
  /** Versions given out in this run. */
  readonly taken: Set<string>;
}

function takeIn(set: Searchset, { type, number, from, taken }: PageContext): FeedPage {
  const resources: ReceivedResource[] = [];
  const unreadable: FeedPage['unreadable'][number][] = [];
  for (const { index, content } of set.entries) {
    const where = `${type}, page ${number}, Bundle.entry[${index}]`;
    const held = readHeld(content, type);
    if ('reason' in held) {
      unreadable.push({ where, reason: held.reason });
      continue;
    }
    const key = `${held.peerId} ${held.version}`;
    if (taken.has(key)) continue;
    taken.add(key);
    const time = parseInstant(held.resource.meta?.lastUpdated);
    // Some servers round to seconds.
    if (from !== undefined && time !== undefined && time < Math.floor(from / 1000) * 1000) {
      unreadable.push({ where, reason: 'older than what was asked for' });
    } else {
      resources.push({ type, ...held });
    }
  }
  return { resources, unreadable };
}

function timesOf({ entries }: Searchset): readonly (string | undefined)[] {
  return entries.map(({ content }) => {
    const time = (content as { meta?: { lastUpdated?: unknown } } | null | undefined)?.meta?.lastUpdated;
    return parseInstant(time) === undefined ? undefined : String(time);
  });
}

function latestOf(times: readonly (string | undefined)[]): string | undefined {
  return times.reduce(
    (left, right) => ((parseInstant(right) ?? -1) > (parseInstant(left) ?? -1) ? right : left),
    undefined,
  );
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
