/** Something to measure: one call does one unit of work. HAPI measures itself, and so gives a rate. */
export interface Task {
  readonly name: string;
  readonly run: (() => void) | ((milliseconds: number) => Promise<number>);
  readonly isRemote?: true;
}

/** Units a second of processor time in each round, the same number of rounds for every task. */
export type Rates = ReadonlyMap<string, readonly number[]>;

/** How long a loop may go without looking at the clock, in microseconds. */
const SLICE = 1000;

/** Microseconds of processor time of this process, with its threads for garbage and compiling: others on the machine are not in it. */
function spent(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

function rate(run: () => void, milliseconds: number, batch: number): number {
  const start = spent();
  let count = 0;
  let elapsed = 0;
  do {
    for (let index = 0; index < batch; index += 1) run();
    count += batch;
    elapsed = spent() - start;
  } while (elapsed < milliseconds * 1000);
  return (count * 1e6) / elapsed;
}

function batchFor(run: () => void): number {
  const start = spent();
  let count = 0;
  do {
    run();
    count += 1;
  } while (spent() - start < SLICE);
  return count;
}

/**
 * Rates of all tasks in rounds: every round runs every task once, in an order that turns by one each round, so that what else the
 * machine does falls on all of them.
 */
export async function measure(
  tasks: readonly Task[],
  { rounds, milliseconds, warmUp }: { readonly rounds: number; readonly milliseconds: number; readonly warmUp: number },
): Promise<Rates> {
  const once = async (task: Task, limit: number): Promise<number> => {
    if (task.isRemote) return Number(await task.run(limit));
    const run = task.run as () => void;
    return rate(run, limit, batchFor(run));
  };
  for (const task of tasks) await once(task, task.isRemote ? warmUp * 10 : warmUp);
  const rates = new Map<string, number[]>(tasks.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (let index = 0; index < tasks.length; index += 1) {
      const task = tasks[(index + round) % tasks.length];
      if (task) rates.get(task.name)?.push(await once(task, milliseconds));
    }
  }
  return rates;
}

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const median =
    sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
  return { median, min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0 };
}

/** Of two tasks, round by round: how many times as much the first does in the same time. */
export function ratio(rates: Rates, first: string, second: string): Spread | undefined {
  const [one, two] = [rates.get(first), rates.get(second)];
  return one && two ? spread(one.map((value, round) => value / (two[round] ?? Number.NaN))) : undefined;
}
