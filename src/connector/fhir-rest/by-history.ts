import { isObject } from '../../record/json.ts';
import { isNewer, isUndecided, peerVersionOf } from '../../record/peer-version.ts';
import { targetOf } from '../../record/references.ts';
import type { Connector, FeedPage, Held } from '../connector.ts';
import type { Send } from './answer.ts';
import type { Base } from './base.ts';
import { type Entry, isBundle, readPage } from './bundle.ts';
import { isPeerId } from './held.ts';
import { parseInstant } from './instant.ts';
import { ask, type FeedOptions, readEntry, Turning, unreadableAt } from './pages.ts';
import { readIfAllowed } from './read.ts';
import {
  cursorFor,
  isMostlyBefore,
  latestOf,
  newestIn,
  REFUSALS,
  type TypeFeed,
  type TypeOutcome,
} from './type-feed.ts';

const UNSUPPORTED: TypeOutcome = { kind: 'unsupported', learned: { history: false } };

/**
 * What changed by the history of a type since the cursor (R4 http.html#history): the newest version of each, whatever
 * the order, and what was deleted. Where neither version numbers nor times tell which is the newest, it is read by id.
 * The first time everything is listed: a whole history is more than anybody needs.
 */
export function createByHistory(
  send: Send,
  base: Base,
  read: Connector['read'],
  byListing: TypeFeed,
  options: FeedOptions,
): TypeFeed {
  const { pageSize, overlapSeconds, maxPages, maxResourceBytes } = options;

  return async function* byHistory(type, cursor) {
    const since = parseInstant(cursor[type]);
    if (since === undefined) return yield* byListing(type, cursor);
    const where = `GET ${type} history`;
    const from = since - overlapSeconds * 1000;
    const turning = new Turning(where, maxPages);
    const deleted = new Set<string>();
    let newest = newestIn(cursor, type);
    let next: URL | undefined = base.at([type, '_history'], {
      _since: new Date(from).toISOString(),
      _count: String(pageSize),
    });
    for (let number = 1; next; number += 1) {
      turning.to(next);
      const { answer } = await ask(send, { method: 'GET', url: next, where });
      const isHistory = answer.status < 300 && isBundle(answer.body, 'history');
      if (number === 1 && !isHistory && (answer.status < 300 || REFUSALS.includes(answer.status))) return UNSUPPORTED;
      const page = readPage(answer, base, 'history');
      const times = page.entries.map(timeOf);
      if (number === 1 && isMostlyBefore(from, times)) return UNSUPPORTED;
      newest = { time: latestOf([newest.time, ...times]), id: undefined };
      const unreadable: FeedPage['unreadable'][number][] = [];
      const current = new Map<string, Held>();
      const undecided = new Set<string>();
      const here = new Set(page.entries.flatMap((entry) => (isDeletion(entry) ? (idOf(entry, type) ?? []) : [])));
      for (const entry of page.entries) {
        const place = `${type} history, page ${number}, Bundle.entry[${entry.index}]`;
        if (isDeletion(entry)) {
          if (idOf(entry, type) === undefined) unreadable.push(unreadableAt(place, 'a deletion of nothing', entry));
          continue;
        }
        const held = readEntry(entry, type, answer, maxResourceBytes);
        if ('reason' in held) unreadable.push(unreadableAt(place, held.reason, entry));
        else if (!here.has(held.peerId) && !deleted.has(held.peerId)) {
          const known = current.get(held.peerId);
          if (known && isUndecided(peerVersionOf(known), peerVersionOf(held))) undecided.add(held.peerId);
          if (!known || isNewer(peerVersionOf(known), peerVersionOf(held))) current.set(held.peerId, held);
        }
      }
      const gone = [...here].filter((id) => !deleted.has(id));
      for (const id of gone) {
        // Servers give history in any order: only a read tells whether the deletion came last.
        const now = await readIfAllowed(read, type, id);
        if ('found' in now) current.set(id, now.found);
        deleted.add(id);
      }
      for (const id of undecided) {
        const now = await readIfAllowed(read, type, id);
        if ('found' in now) current.set(id, now.found);
      }
      const resources = [...current.values()].map((one) => ({ type, ...one }));
      const ended = gone.filter((id) => !current.has(id)).map((peerId) => ({ type, peerId }));
      if (resources.length + unreadable.length + ended.length > 0)
        yield { resources, unreadable, deleted: ended, past: true };
      ({ next } = page);
    }
    return { kind: 'given', cursor: cursorFor(type, newest) };
  };
}

function isDeletion({ content, entry }: Entry): boolean {
  const method = isObject(entry) && isObject(entry['request']) ? entry['request']['method'] : undefined;
  return method === 'DELETE' || (method === undefined && content === undefined);
}

/** The id that a deletion is about: it has no resource to say it. */
function idOf({ entry }: Entry, type: string): string | undefined {
  if (!isObject(entry)) return undefined;
  const urls = [isObject(entry['request']) ? entry['request']['url'] : undefined, entry['fullUrl']];
  const target = urls.map((url) => targetOf(typeof url === 'string' ? url : undefined)).find((one) => one);
  return target?.type === type && isPeerId(target.id) ? target.id : undefined;
}

function timeOf({ content, entry }: Entry): string | undefined {
  const meta = isObject(content) && isObject(content['meta']) ? content['meta']['lastUpdated'] : undefined;
  const response = isObject(entry) && isObject(entry['response']) ? entry['response']['lastModified'] : undefined;
  const time = meta ?? response;
  return typeof time === 'string' ? time : undefined;
}
