import { SamplanError } from '../../errors.ts';
import type { Commit, Stored } from '../store.ts';
import { storeFault } from '../store-fault.ts';
import { storeTexts } from '../texts.ts';
import { type Prepared, prepareCommit } from './apply-commit.ts';
import type { AuditChain } from './audit-chain.ts';
import { isChainMoved, isPassing, isRefusal, laterOf, type Refusal, refusalError } from './refusal.ts';
import type { Numbers } from './search-rows.ts';
import type { Statements } from './statements.ts';

/** Commits that share a transaction at most: each that is not alone has a subtransaction of its own, and a server remembers 64. */
const MOST = 50;
/** Places that one transaction has (apply-commits.sql). */
const PLACES = 8192;
/** Locks that one transaction takes, about: a server has some thousands for all. */
const MOST_KEYS = 400;
/** How often a transaction is tried that others were in the way of. */
const TRIES = 8;

interface Entry {
  readonly commit: Commit;
  readonly resolve: (written: readonly Stored[]) => void;
  readonly reject: (error: SamplanError) => void;
  /** By type and id: what versions must be later than. */
  floors: ReadonlyMap<string, number>;
}

/** Work of its own between the commits. */
interface Single {
  readonly work: () => Promise<void>;
}

interface Answer {
  readonly base: number;
  readonly done: number;
  readonly refusal?: Refusal;
}

export interface GroupCommitOptions {
  /** Name of the function that applies commits. */
  readonly apply: string;
  readonly numbers: Numbers;
  readonly now: () => string;
  readonly chain: AuditChain;
}

/**
 * Everything that this process writes, in the order in which it was asked for. Commits that wait while another is under way share the
 * next transaction: one statement, one way there and back, one sync of the server's disk.
 *
 * @example
 * await group.commit({ taken: [{ partner: 'ehr', person: 'p-1' }] });
 */
export class GroupCommit {
  readonly #statements: Statements;
  readonly #options: GroupCommitOptions;
  #queue: (Entry | Single)[] = [];
  #running: Promise<void> | undefined;
  #isClosed = false;

  constructor(statements: Statements, options: GroupCommitOptions) {
    this.#statements = statements;
    this.#options = options;
  }

  /** Resolves once it is on the server's disk. When the connection is lost meanwhile nobody knows: it rejects though it may stand. */
  commit(commit: Commit): Promise<readonly Stored[]> {
    const { promise, resolve, reject } = Promise.withResolvers<readonly Stored[]>();
    this.#add({ commit, resolve, reject, floors: new Map() }, reject);
    return promise;
  }

  /** A statement that stands in the same order as the commits. */
  run<T>(work: (statements: Statements) => Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const single = { work: () => work(this.#statements).then(resolve, (error: unknown) => reject(storeFault(error))) };
    this.#add(single, reject);
    return promise;
  }

  /** Writes what waits and takes nothing more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#running;
  }

  #add(item: Entry | Single, reject: (error: SamplanError) => void): void {
    if (this.#isClosed) reject(new SamplanError('internal', storeTexts.closed));
    else {
      this.#queue.push(item);
      this.#running ??= this.#drain();
    }
  }

  async #drain(): Promise<void> {
    // What is asked for in the same tick goes along.
    await Promise.resolve();
    for (let next = this.#queue[0]; next; next = this.#queue[0]) {
      if ('work' in next) {
        this.#queue.shift();
        await next.work();
      } else {
        const size = this.#queue.findIndex((item) => 'work' in item);
        const entries = this.#queue.splice(0, Math.min(MOST, size < 0 ? MOST : size)) as Entry[];
        const left = await this.#applied(entries);
        this.#queue.unshift(...left);
      }
    }
    // Before anybody else has a turn: what comes next begins anew.
    this.#running = undefined;
  }

  /** Applies commits together. Answers those that are to be tried again. */
  async #applied(entries: readonly Entry[]): Promise<readonly Entry[]> {
    for (let attempt = 1; ; attempt += 1) {
      const rest = [...entries];
      try {
        const prepared = await this.#prepared(rest);
        if (prepared.length === 0) return rest;
        return await this.#sent(prepared, rest);
      } catch (error) {
        this.#options.chain.lost();
        const refusal = isRefusal(error) ? error : undefined;
        if (refusal && (isPassing(refusal) || isChainMoved(refusal)) && attempt < TRIES) continue;
        for (const entry of entries) entry.reject(storeFault(error));
        return [];
      }
    }
  }

  /** Takes from `rest` what goes into one transaction; what cannot be made ready is refused. */
  async #prepared(rest: Entry[]): Promise<readonly (readonly [Entry, Prepared])[]> {
    const { numbers, now: clock, chain } = this.#options;
    const now = clock();
    const isLogged = rest.some(({ commit }) =>
      commit.writes?.some(({ resource }) => resource.resourceType === 'AuditEvent'),
    );
    let end = isLogged ? await chain.ready(now) : undefined;
    let [after, keys] = [0, 0];
    let floors: ReadonlyMap<string, number> = new Map();
    const ready: (readonly [Entry, Prepared])[] = [];
    for (let entry = rest[0]; entry; entry = rest[0]) {
      const fits = after + (entry.commit.writes?.length ?? 0) < PLACES && keys < MOST_KEYS;
      if (ready.length > 0 && !fits) break;
      rest.shift();
      try {
        const { seals } = this.#statements;
        const one = prepareCommit(entry.commit, {
          seals,
          numbers,
          now,
          after,
          end,
          floors: laterOfEach(floors, entry.floors),
        });
        if (one.places >= PLACES) throw new RangeError('more versions than one transaction has places for');
        [end, after, floors] = [one.end, one.places, one.floors];
        keys += one.keys.length;
        ready.push([entry, one]);
      } catch (error) {
        entry.reject(storeFault(error));
      }
    }
    return ready;
  }

  /** One statement for all of them. Answers what comes after the first that is refused. */
  async #sent(ready: readonly (readonly [Entry, Prepared])[], rest: readonly Entry[]): Promise<readonly Entry[]> {
    const { chain } = this.#options;
    const segment = ready.at(-1)?.[1].end?.segment;
    const batch = {
      keys: [...new Set(ready.flatMap(([, { keys }]) => keys))],
      earlier: ready.flatMap(([, { earlier }]) => earlier),
      ...(segment ? { segment } : {}),
      changes: ready.map(([, { change }]) => change),
    };
    const { base, done, refusal } = await this.#ask(batch, ready.length);
    for (const [entry, prepared] of ready.slice(0, done)) {
      if (prepared.end) chain.committed(prepared.end);
      entry.resolve(prepared.written(base));
    }
    const refused = ready[done];
    if (!refusal || !refused) return rest;
    const again = [...ready.slice(done + 1).map(([entry]) => entry), ...rest];
    return this.#refused(refused, refusal) ? [refused[0], ...again] : again;
  }

  /** True when the commit is to be tried once more, with a later moment. */
  #refused([entry, { change }]: readonly [Entry, Prepared], refusal: Refusal): boolean {
    const later = laterOf(refusal);
    if (!later) {
      entry.reject(refusalError(refusal));
      return false;
    }
    const { writes = [] } = change as { readonly writes?: readonly { place: number; type: string; id: string }[] };
    const write = writes.find(({ place }) => place === later.place);
    entry.floors = laterOfEach(entry.floors, new Map([[`${write?.type}/${write?.id}`, later.after + 1]]));
    return true;
  }

  /** A commit that is alone has no subtransaction: what refuses it comes as an error. */
  async #ask(batch: object, count: number): Promise<Answer> {
    try {
      const sql = `SELECT ${this.#options.apply}(?::jsonb) AS answer`;
      const row = await this.#statements.get<{ readonly answer: Answer }>(sql, sound(JSON.stringify(batch), batch));
      return row?.answer ?? { base: 0, done: 0 };
    } catch (error) {
      if (count > 1 || !isRefusal(error) || isPassing(error) || isChainMoved(error)) throw error;
      return { base: 0, done: 0, refusal: error };
    }
  }
}

function laterOfEach(
  one: ReadonlyMap<string, number>,
  other: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  if (other.size === 0) return one;
  const both = new Map(one);
  for (const [key, floor] of other) both.set(key, Math.max(floor, both.get(key) ?? floor));
  return both;
}

/** What jsonb does not hold: NUL, and halves of characters. Rare, so the text is looked at first. */
const UNSOUND = /\\u(?:0000|d[89a-f])/iu;

function sound(text: string, batch: object): string {
  if (!UNSOUND.test(text)) return text;
  return JSON.stringify(batch, (_key, value: unknown) =>
    typeof value === 'string' ? value.replaceAll('\0', '\uFFFD').toWellFormed() : value,
  );
}
