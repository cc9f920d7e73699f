import { setTimeout as wait } from 'node:timers/promises';

/** How long a process takes to stop. */
export interface StopSettings {
  /** How long it goes on as it was, and says already that it is not ready, so that nobody is sent to it any more. */
  readonly drainSeconds: number;
  /** After that: what requests and passes under way have to end in. */
  readonly withinSeconds: number;
}

/** A process that is told to stop: it says so, begins nothing more, lets what is under way end, and cuts off what is left. */
export class Stopping {
  readonly #settings: StopSettings;
  readonly #begun = new AbortController();
  readonly #cut = new AbortController();
  #isStopping = false;

  constructor(settings: StopSettings) {
    this.#settings = settings;
  }

  /** True from the first moment: it is not ready any more. */
  get isStopping(): boolean {
    return this.#isStopping;
  }

  /** Aborted: nothing more is begun. */
  get begun(): AbortSignal {
    return this.#begun.signal;
  }

  /** Aborted: nobody waits for what is under way. */
  get cut(): AbortSignal {
    return this.#cut.signal;
  }

  /**
   * Stops.
   *
   * @param ends each resolves when what is under way there has ended, soon after `cut` at the latest
   * @returns false when something was cut off
   */
  async stop(ends: readonly (() => Promise<void>)[]): Promise<boolean> {
    this.#isStopping = true;
    if (ends.length > 0 && this.#settings.drainSeconds > 0) await wait(this.#settings.drainSeconds * 1000);
    this.#begun.abort();
    const term = setTimeout(() => this.#cut.abort(), this.#settings.withinSeconds * 1000);
    await Promise.all(ends.map((end) => end()));
    clearTimeout(term);
    return !this.#cut.signal.aborted;
  }
}
