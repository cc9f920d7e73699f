import type { RunSummary } from '../store/partner-memory.ts';

type Counts = Omit<RunSummary, 'id' | 'partner' | 'kind' | 'outcome' | 'started' | 'requests' | 'durationMs'>;

const NOTHING: Counts = {
  epoch: 1,
  pulled: 0,
  admitted: 0,
  merged: 0,
  setAside: 0,
  conflicts: 0,
  deleted: 0,
  notVisible: 0,
  delivered: 0,
  held: 0,
  blocked: 0,
  phases: {},
  notices: [],
};

/** What a pass has come to so far; it is told also when the pass ends early. */
export class Tally {
  readonly #now: () => string;
  #counts: Counts = NOTHING;

  /** @param now our clock, ISO 8601 */
  constructor(now: () => string) {
    this.#now = now;
  }

  get counts(): Counts {
    return this.#counts;
  }

  add(more: Partial<Counts>): void {
    this.#counts = { ...this.#counts, ...more };
  }

  notice(...notices: readonly string[]): void {
    this.add({ notices: [...this.#counts.notices, ...notices] });
  }

  /** Measures a phase, also one that fails. */
  async phase<Done>(name: string, work: () => Promise<Done>): Promise<Done> {
    const started = Date.parse(this.#now());
    try {
      return await work();
    } finally {
      this.add({ phases: { ...this.#counts.phases, [name]: Date.parse(this.#now()) - started } });
    }
  }
}
