import { isError, type SamplanError } from '../../errors.ts';
import { isRecordType } from '../../record/kinds.ts';
import type { Cursor, PullStrategy } from '../../store/partner-memory.ts';
import type { Asking, Connector, FeedPage } from '../connector.ts';
import type { Answer, Send } from './answer.ts';
import type { Base } from './base.ts';
import { createByHistory } from './by-history.ts';
import { createByLastUpdated } from './by-last-updated.ts';
import { createByListing } from './by-listing.ts';
import { createByPerson } from './by-person.ts';
import { type FeedOptions, keyOf } from './pages.ts';
import { refused } from './refusal.ts';
import type { TypeFeed } from './type-feed.ts';

type WholeTypes = Exclude<PullStrategy, 'per-person'>;

/** What is asked instead, when a partner does not do what a strategy needs. */
const INSTEAD: Readonly<Record<WholeTypes, WholeTypes>> = {
  history: 'last-updated',
  'last-updated': 'listing',
  listing: 'listing',
};

const FORBIDDEN: readonly number[] = [401, 403];
const NOT_THERE = 404;
const USUAL: Asking = { strategy: 'last-updated' };
const NOBODY: AsyncIterable<never> = { [Symbol.asyncIterator]: async function* () {} };

/** What the partner changed, asked for by one of the strategies, type by type. */
export function createChanges(
  send: Send,
  base: Base,
  reads: Pick<Connector, 'read' | 'findByIdentifier'>,
  options: FeedOptions,
): Connector['changes'] {
  const { types, onNotice } = options;
  const listing = createByListing(send, base, options);
  const feeds: Readonly<Record<WholeTypes, TypeFeed>> = {
    'last-updated': createByLastUpdated(send, base, reads.read, options),
    history: createByHistory(send, base, reads.read, listing, options),
    listing,
  };
  const byPerson = createByPerson(send, base, reads, options);

  return async function* changes(cursor, asking) {
    const { strategy, persons = NOBODY, stopping } = asking ?? USUAL;
    if (strategy === 'per-person') return yield* byPerson(cursor, persons);
    let current: WholeTypes = strategy;
    let reached = cursor;
    const refusals = new Map<string, Answer>();
    const failures: SamplanError[] = [];
    for (const type of types) {
      stopping?.throwIfAborted();
      try {
        const outcome = yield* asked(type);
        if ('answer' in outcome) {
          refusals.set(type, outcome.answer);
          onNotice?.({ code: 'type-skipped', type, status: outcome.answer.status });
        } else {
          reached = { ...reached, ...outcome.cursor };
        }
      } catch (error) {
        if (!isError(error, 'partner-malformed')) throw error;
        failures.push(error);
        yield { resources: [], unreadable: [{ where: error.where ?? type, reason: error.found ?? '' }] };
      }
    }
    const [refusal] = refusals.values();
    if (refusal && isBrowsingForbidden(types, refusals)) {
      yield { resources: [], unreadable: [], learned: { browse: false } };
      throw refused(refusal);
    }
    // A wrong address answers 404 to everything: that is not a partner without changes.
    if (refusals.size + failures.length === types.length) {
      const [failure] = failures;
      if (failure) throw failure;
      if (refusal) throw refused(refusal);
    }
    return reached;

    /** Asks for one type, by another way where the partner does not do what this one needs. */
    async function* asked(
      type: string,
    ): AsyncGenerator<FeedPage, { readonly answer: Answer } | { readonly cursor: Cursor }> {
      let given: ReadonlySet<string> = new Set();
      for (;;) {
        const feed = feeds[current](type, cursor);
        let step = await feed.next();
        for (; !step.done; step = await feed.next()) {
          const { reached: here, resources, ...page } = step.value;
          const fresh = resources.filter((one) => !given.has(keyOf(one)));
          yield { ...page, resources: fresh, ...(here ? { reached: { ...reached, ...here } } : {}) };
        }
        const outcome = step.value;
        if (outcome.kind !== 'unsupported') return outcome;
        yield { resources: [], unreadable: [], learned: outcome.learned };
        current = INSTEAD[current];
        given = outcome.given ?? given;
      }
    }
  };
}

/** Whether nothing that is about persons may be searched without saying for whom. */
function isBrowsingForbidden(types: readonly string[], refusals: ReadonlyMap<string, Answer>): boolean {
  const statuses = types.filter(isRecordType).map((type) => refusals.get(type)?.status ?? 0);
  // What the partner does not have at all, it need not forbid.
  const isClosed = (status: number): boolean => FORBIDDEN.includes(status) || status === NOT_THERE;
  return statuses.some((status) => FORBIDDEN.includes(status)) && statuses.every(isClosed);
}
