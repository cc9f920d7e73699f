import type { Measured, Processes } from './measure.ts';
import type { Amount } from './work.ts';

/**
 * Holds that every case did the same work: as many new versions as something was created, updated and edited, everything in step, no conflict.
 *
 * @throws where one did not
 */
export function sameOutcome(measured: readonly Measured[], { requests, edits }: Amount): void {
  for (const { records, processes, outcome } of measured) {
    const { versions, notInStep, conflicts } = outcome;
    const wanted = requests / 5 + edits;
    if (versions !== wanted || notInStep > 0 || conflicts > 0) {
      throw new Error(
        `${records} records, ${processes}: ${versions} new versions of measures instead of ${wanted}, ${notInStep} links that are not in step, ${conflicts} Tasks`,
      );
    }
  }
}

/** What a case came to, all of its rounds together. */
export interface Compared {
  readonly records: number;
  readonly processes: Processes;
  /** Requests a second until the last was answered. */
  readonly perSecond: number;
  /** Seconds until everything was done, the mean and each. */
  readonly seconds: number;
  readonly eachSeconds: readonly number[];
  readonly p50: number;
  readonly p99: number;
  /** Processor milliseconds of all the work: Samplan's and the database's. */
  readonly processorMs: number;
  readonly databaseMs: number;
  /** Of the time, how much a process was kept from running. */
  readonly heldBack: number;
  /** Of a processor, how much the database took. */
  readonly databaseShare: number;
  readonly rssMb: readonly number[];
  /** Only where they are told apart: for a request that is answered, and for something that is delivered to a partner. */
  readonly apart?: Readonly<
    Record<'request' | 'delivery', { readonly processorMs: number; readonly databaseMs: number }>
  > & {
    /** Of who takes passes, a second, while nothing is to be done. */
    readonly idleMs: number;
  };
}

/** In the order in which cases first came. */
export function compared(measured: readonly Measured[], amount: Amount): readonly Compared[] {
  const cases = Map.groupBy(measured, ({ records, processes }) => `${records} ${processes}`);
  return [...cases.values()].map((rounds) => comparedOf(rounds, amount));
}

function comparedOf(rounds: readonly Measured[], amount: Amount): Compared {
  const [first] = rounds as readonly [Measured];
  const mean = (of: (one: Measured) => number): number => rounds.reduce((sum, one) => sum + of(one), 0) / rounds.length;
  const summed = (one: Measured, of: (spent: Measured['spent'][number]) => number): number =>
    one.spent.reduce((sum, spent) => sum + of(spent), 0);
  const seconds = mean((one) => one.deliveredAfter);
  const databaseMs = mean((one) => one.databaseMs);
  const { records, processes, spent } = first;
  const of = (name: string, count: number) => {
    const at = spent.findIndex((one) => one.name === name);
    return {
      processorMs: mean((one) => one.spent[at]?.processorMs ?? 0) / count,
      databaseMs: mean((one) => one.spent[at]?.databaseMs ?? 0) / count,
    };
  };
  return {
    ...{ records, processes, seconds, databaseMs },
    perSecond: amount.requests / mean((one) => one.answeredAfter),
    eachSeconds: rounds.map((one) => one.deliveredAfter),
    p50: mean((one) => one.p50),
    p99: mean((one) => one.p99),
    processorMs: mean((one) => summed(one, (each) => each.processorMs)),
    heldBack: mean((one) => summed(one, (each) => each.heldBackMs) / one.spent.length / 1000 / one.deliveredAfter),
    databaseShare: databaseMs / seconds / 1000,
    rssMb: spent.map((_, at) => Math.max(...rounds.map((one) => one.spent[at]?.rssMb ?? 0))),
    ...(processes === 'apart'
      ? {
          apart: {
            request: of('web', amount.requests),
            delivery: of('worker', deliveriesOf(amount)),
            idleMs: mean((one) => one.idleMs.at(-1) ?? 0),
          },
        }
      : {}),
  };
}

/** What is asked of the API goes to both partners, what one partner's users edit to the other. */
export function deliveriesOf({ requests, edits }: Amount): number {
  return (requests / 5) * 2 + edits;
}
