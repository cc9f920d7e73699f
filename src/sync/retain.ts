import { isError } from '../errors.ts';
import type { Context } from '../exchange/context.ts';
import { eraseRecord } from '../exchange/erase-record.ts';
import { personsOnHold } from '../exchange/hold-record.ts';
import { keepingTrace } from '../exchange/keeping-trace.ts';
import { release } from '../exchange/release.ts';
import { unreviewedEmergencies } from '../exchange/unreviewed-emergencies.ts';
import { whyKept } from '../exchange/why-kept.ts';
import { type KeptBecause, keptUntil, type RetentionSettings } from '../law/kept.ts';
import type { Fence, SetAside } from '../store/store.ts';
import { hasErrors } from '../validation/finding.ts';
import { alone } from './alone.ts';
import { type RetainedLog, retainAccessLog } from './retain-access-log.ts';
import { leaseNameOf } from './run.ts';

/** `recent`: its time is not over · `on-hold` · `busy`: a pass is running, or something changed meanwhile; the next run looks again. */
export type NotErased = KeptBecause | 'recent' | 'on-hold' | 'busy';

/** What became of one kind. */
export interface Retained {
  /** Ids of persons here; in a dry run of those whose would be. */
  readonly erased: readonly string[];
  readonly kept: number;
  /** How many for which reason; one may be kept for several. */
  readonly because: Readonly<Partial<Record<NotErased, number>>>;
}

export interface RetentionReport {
  readonly records: Retained;
  readonly setAside: Retained;
  readonly accessLog: RetainedLog;
}

interface RetainOptions {
  /** Changes nothing, and says what would be erased. */
  readonly isDryRun: boolean;
  /** Names this process among those that may hold a lease. */
  readonly owner: string;
  readonly onPerson?: (done: number, total: number) => void;
  /** Aborted: who is not got to is left for the next run. */
  readonly stopping?: AbortSignal;
}

const DAY_MS = 86_400_000;

/**
 * Erases what has ended and whose time is over (pjl § 25), person by person, each in one commit with its trace: whoever is killed in the
 * middle is gone on with by the next. What is on hold is not touched.
 *
 * @throws SamplanError what the store answers
 * @example
 * const { records } = await retain(context, { recordYears: 10 }, { isDryRun: true, owner });
 * records.erased.length; // 3
 */
export async function retain(
  context: Context,
  { recordYears, setAsideDays, accessLogYears }: RetentionSettings,
  options: RetainOptions,
): Promise<RetentionReport> {
  // The log last: what was about a record that goes now may go with it.
  return {
    records: recordYears === undefined ? NOTHING : await retainRecords(context, recordYears, options),
    setAside: setAsideDays === undefined ? NOTHING : await retainSetAside(context, setAsideDays, options),
    accessLog: accessLogYears === undefined ? NO_ENTRIES : await retainAccessLog(context, accessLogYears, options),
  };
}

const NO_ENTRIES: RetainedLog = { erased: 0, kept: 0, because: {} };
const NOTHING: Retained = { erased: [], kept: 0, because: {} };

async function retainRecords(context: Context, years: number, options: RetainOptions): Promise<Retained> {
  const { store, now } = context;
  const { isDryRun, owner, onPerson, stopping } = options;
  const count = new Count();
  const emergencies = await unreviewedEmergencies(store);
  // One that is put there meanwhile is found by the commit.
  const held = await personsOnHold(context);
  const { persons } = await store.changedSince(0);
  for (const [index, person] of persons.entries()) {
    if (stopping?.aborted) break;
    onPerson?.(index + 1, persons.length);
    // Who was joined into another goes with her.
    if ((await store.survivor(person)) !== person) continue;
    const [last] = await store.versions({ record: person, count: 1 });
    if (keptUntil(last?.resource.meta?.lastUpdated ?? now(), years) > now()) {
      count.kept('recent');
      continue;
    }
    if (held.has(person)) {
      count.kept('on-hold');
      continue;
    }
    const kept = await whyKept(context, person, emergencies);
    if (kept.reasons.length > 0) count.kept(...kept.reasons);
    else if (isDryRun) count.erased(person);
    else {
      const outcome = await whileNoPass(context, kept.partners, owner, async (fences) => {
        // Nothing of partners comes in from here on.
        const { seq, reasons } = await whyKept(context, person, emergencies);
        if (seq !== kept.seq || reasons.length > 0) return 'busy';
        await eraseRecord(context, { person, seq, isDead: kept.isDead, fences });
        return 'erased';
      });
      count.outcome(person, outcome);
    }
  }
  return count.report();
}

async function retainSetAside(
  context: Context,
  days: number,
  { isDryRun, owner, stopping }: RetainOptions,
): Promise<Retained> {
  const { store, now } = context;
  const count = new Count();
  const held = await personsOnHold(context);
  const isOver = ({ since }: SetAside): boolean => Date.parse(since) + days * DAY_MS <= Date.parse(now());
  const all = (await store.allSetAside()).filter(({ findings }) => hasErrors(findings));
  for (const [person, entries] of Map.groupBy(all, (entry) => entry.person)) {
    if (stopping?.aborted) break;
    const { seq } = await store.record(person);
    const over = entries.filter(isOver);
    // Of a person of whom nothing else is kept all of it goes, or nothing.
    if (over.length === 0 || (seq === 0 && over.length < entries.length)) count.kept('recent');
    else if (held.has(person)) count.kept('on-hold');
    // Another plan of hers waits for a person to decide.
    else if (over.some(({ candidates }) => candidates !== undefined)) count.kept('conflict');
    else if (isDryRun) count.erased(person);
    else {
      const partners = over.map(({ partner }) => partner);
      const outcome = await whileNoPass(context, partners, owner, async (fences) => {
        if (seq === 0) {
          await eraseRecord(context, { person, seq, isDead: false, fences });
          return 'erased';
        }
        for (const [index, entry] of over.entries()) {
          const still = await store.setAside(entry.partner, person);
          const fence = fences[index];
          if (still?.since !== entry.since || !fence) return 'busy';
          const writes = [keepingTrace(context, person, 'retention')];
          await release(context, still, [], fence, { unheld: person, writes });
        }
        return 'erased';
      });
      count.outcome(person, outcome);
    }
  }
  return count.report();
}

/** Erases while no pass runs over these partners, or answers why it did not. */
async function whileNoPass(
  context: Pick<Context, 'store' | 'now'>,
  partners: readonly string[],
  owner: string,
  erase: (fences: readonly Fence[]) => Promise<'busy' | 'erased'>,
): Promise<'busy' | 'on-hold' | 'erased'> {
  async function holding(fences: readonly Fence[]): Promise<'busy' | 'erased'> {
    const next = partners[fences.length];
    if (next === undefined) return erase(fences);
    const lease = { name: leaseNameOf(next), owner };
    return (await alone(context, lease, ({ fence }) => holding([...fences, fence]))) ?? 'busy';
  }
  try {
    return await holding([]);
  } catch (error) {
    if (isError(error, 'on-hold')) return 'on-hold';
    if (isError(error, 'stale-record', 'lease-lost')) return 'busy';
    throw error;
  }
}

class Count {
  readonly #erased: string[] = [];
  readonly #because = new Map<NotErased, number>();
  #kept = 0;

  erased(person: string): void {
    this.#erased.push(person);
  }

  outcome(person: string, outcome: 'erased' | NotErased): void {
    if (outcome === 'erased') this.erased(person);
    else this.kept(outcome);
  }

  kept(...because: readonly NotErased[]): void {
    this.#kept += 1;
    for (const reason of because) this.#because.set(reason, (this.#because.get(reason) ?? 0) + 1);
  }

  report(): Retained {
    return { erased: this.#erased, kept: this.#kept, because: Object.fromEntries(this.#because) };
  }
}
