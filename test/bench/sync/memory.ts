/** Memory of this process at one moment, in megabytes. */
export interface Sample {
  readonly seconds: number;
  readonly phase: string;
  readonly rssMb: number;
  readonly heapMb: number;
}

const EVERY_MS = 250;
/** As many lines as one reads. */
const SHOWN = 12;

/** Looks at the memory of this process, which is Samplan's only: peers and bare wire have their own. */
export class Memory {
  readonly #samples: Sample[] = [];
  readonly #start = performance.now();
  #phase = 'start';

  constructor() {
    setInterval(() => this.#take(), EVERY_MS).unref();
  }

  phase(name: string): void {
    this.#phase = name;
    this.#take();
  }

  /**
   * The series of each phase in a few steps, each with the most that was there within it: heap rises until it is
   * collected, so that the lowest of a step says what stays.
   */
  series(): readonly (Sample & { readonly heapLowMb: number })[] {
    const phases = [...new Set(this.#samples.map(({ phase }) => phase))];
    return phases.flatMap((phase) => {
      const all = this.#samples.filter((sample) => sample.phase === phase);
      const length = Math.max(1, Math.ceil(all.length / SHOWN));
      return Array.from({ length: Math.ceil(all.length / length) }, (_, step) => {
        const part = all.slice(step * length, (step + 1) * length);
        const of = (key: 'rssMb' | 'heapMb'): readonly number[] => part.map((sample) => sample[key]);
        return {
          seconds: part[0]?.seconds ?? 0,
          phase,
          rssMb: Math.max(...of('rssMb')),
          heapMb: Math.max(...of('heapMb')),
          heapLowMb: Math.min(...of('heapMb')),
        };
      });
    });
  }

  #take(): void {
    const { rss, heapUsed } = process.memoryUsage();
    const seconds = Math.round((performance.now() - this.#start) / 100) / 10;
    this.#samples.push({ seconds, phase: this.#phase, rssMb: megabytes(rss), heapMb: megabytes(heapUsed) });
  }
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}
