import type { Caller } from '../access/caller.ts';
import type { Audited } from '../audit/audited.ts';
import type { Shown } from '../exchange/trace-access.ts';
import type { TraceShown } from '../fhir/api.ts';
import type { Gate } from '../fhir/gate.ts';

/**
 * All that one page asks for: one look at each person whom it shows, and so one entry in her log, however many requests the page is made of.
 *
 * @example
 * const look = new Look(gate);
 * await look.at(() => page.show(visit)); // in the log when it resolves
 */
export class Look {
  readonly #gate: Pick<Gate, 'auditRead'>;
  readonly #shown: Shown[] = [];
  #caller: (Caller & Audited) | undefined;

  constructor(gate: Pick<Gate, 'auditRead'>) {
    this.#gate = gate;
  }

  /** Takes what the API answers to a page. */
  readonly trace: TraceShown = async (caller, shown) => {
    this.#caller = caller;
    this.#shown.push(shown);
  };

  /** What a page came to, once all that it read is in the log; also where it came to nothing. */
  async at<Made>(make: () => Promise<Made>): Promise<Made> {
    try {
      return await make();
    } finally {
      if (this.#caller) await this.#gate.auditRead(this.#caller, ...this.#shown);
    }
  }
}
