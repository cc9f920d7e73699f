import { Worker } from 'node:worker_threads';
import { SamplanError } from '../errors.ts';

interface Work<In> {
  readonly item: In;
  readonly transfer: readonly ArrayBuffer[];
}

interface Pool<In, Out> {
  readonly script: URL;
  readonly count: number;
  readonly data: unknown;
  /** Buffers that go over to the worker instead of being copied. */
  transferOf(item: In): readonly ArrayBuffer[];
  /** Results in the order of the items. */
  onResult(result: Out, item: In): void;
}

/** Batches that wait or are worked on, a worker: enough that none idles, few enough that memory stays small. */
const AHEAD = 4;

/**
 * Gives items to worker threads and their results back in the items' order. Throws `internal` when a worker dies: what it had
 * is not known then.
 */
export async function runOrdered<In, Out>(
  items: AsyncIterable<In> | Iterable<In>,
  { script, count, data, transferOf, onResult }: Pool<In, Out>,
): Promise<void> {
  const ready: { readonly item: In; result?: Out }[] = [];
  let failure: SamplanError | undefined;
  let wake: () => void = () => undefined;
  const idle: Worker[] = [];
  const waiting: { readonly work: Work<In>; readonly done: (result: Out) => void }[] = [];
  const busy = new Map<Worker, (result: Out) => void>();

  const give = (): void => {
    for (let worker = idle.pop(); worker !== undefined; worker = idle.pop()) {
      const next = waiting.shift();
      if (next === undefined) {
        idle.push(worker);
        return;
      }
      busy.set(worker, next.done);
      worker.postMessage(next.work.item, next.work.transfer);
    }
  };
  const workers = Array.from({ length: count }, () => {
    const worker = new Worker(script, { workerData: data });
    worker.on('message', (result: Out) => {
      busy.get(worker)?.(result);
      busy.delete(worker);
      idle.push(worker);
      give();
      wake();
    });
    const died = (cause: unknown): void => {
      failure ??= workerDied(cause);
      wake();
    };
    worker.on('error', died);
    worker.on('exit', (code) => died(new Error(`exit code ${code}`)));
    idle.push(worker);
    return worker;
  });
  /** Hands on what is ready in order, then waits until at most `most` are under way. */
  const settle = async (most: number): Promise<void> => {
    for (;;) {
      if (failure) throw failure;
      for (let first = ready[0]; first !== undefined && 'result' in first; first = ready[0]) {
        ready.shift();
        onResult(first.result as Out, first.item);
      }
      if (ready.length <= most) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };

  try {
    for await (const item of items) {
      const place: { readonly item: In; result?: Out } = { item };
      ready.push(place);
      waiting.push({
        work: { item, transfer: transferOf(item) },
        done: (result) => {
          place.result = result;
        },
      });
      give();
      await settle(count * AHEAD - 1);
    }
    await settle(0);
  } finally {
    for (const worker of workers) worker.removeAllListeners('exit');
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function workerDied(cause: unknown): SamplanError {
  return new SamplanError(
    'internal',
    {
      nb: 'En arbeidstråd stoppet, så ikke alt er validert. Prøv igjen med --workers 1.',
      nn: 'Ein arbeidstråd stoppa, så ikkje alt er validert. Prøv igjen med --workers 1.',
      en: 'A worker thread stopped, so not everything was validated. Try again with --workers 1.',
    },
    { found: cause instanceof Error ? cause.name : typeof cause, cause },
  );
}
