import { setTimeout as wait } from 'node:timers/promises';
import type { CommandLine, Ending } from './command-line.ts';
import type { NavOffice } from './nav-office.ts';
import type { PartnerProcess } from './partner-process.ts';
import type { Exchange } from './peer/journal.ts';
import { random } from './random.ts';
import { isMoving } from './totals.ts';

const COULD_NOT_RUN = 2;
/** More passes than any settling needs: what is not still by then is a ring. */
const MOST_PASSES = 15;
const QUIET_PASSES = 2;
const MOST_FAILURES = 3;
const LONGEST_WAIT_FOR_LEASE_MS = 90_000;
const LEASE_LOOK_MS = 1_000;

/** A write of Samplan to a partner, as the partner's journal has it. */
export interface Message {
  readonly partner: PartnerProcess;
  readonly exchange: Exchange;
}

interface PassesOptions {
  readonly samplan: CommandLine;
  readonly partners: readonly PartnerProcess[];
  readonly nav: NavOffice;
  readonly tell: (line: string) => void;
  /** Kill the process at random moments, so often before each pass that is allowed to end. */
  readonly kill?: { readonly times: number; readonly seed: number };
}

/** Runs passes, after each of which the NAV office takes its files, and remembers every write that Samplan made at a server. */
export class Passes {
  readonly messages: Message[] = [];
  /** Passes that did not go as they should, a line each. */
  readonly troubles: string[] = [];
  count = 0;
  kills = 0;
  readonly #options: PassesOptions;
  readonly #random: () => number;
  #lastMs = 1_500;
  #filesMoved = 0;

  constructor(options: PassesOptions) {
    this.#options = options;
    this.#random = random(options.kill?.seed ?? 0);
  }

  /** One pass of every partner that looks at everything it should hold, as one does every night. */
  async reconcile(): Promise<void> {
    await this.run(false, 'reconciliation');
  }

  /** One pass of every partner; the number of writes made in it, and of files that the NAV office dropped before it or took since. */
  async run(mayKill = true, kind: 'pass' | 'reconciliation' = 'pass'): Promise<number> {
    const { partners, samplan, tell } = this.#options;
    const before = await Promise.all(partners.map((partner) => partner.controls.journal()));
    for (let times = this.#options.kill?.times ?? 0; mayKill && times > 0; times -= 1) await this.#kill();
    const began = performance.now();
    const ending = await this.#pastTheLease(samplan, kind);
    const waitedMs = performance.now() - began - ending.elapsedMs;
    this.#lastMs = ending.elapsedMs;
    this.count += 1;
    const written = await Promise.all(
      partners.map(async (partner, index) =>
        (await partner.controls.journal())
          .slice(before[index]?.length ?? 0)
          .filter(isWrite)
          .map((exchange) => ({ partner, exchange })),
      ),
    );
    this.messages.push(...written.flat());
    const writes = written.flat().length + (await this.#filesMovedSince());
    const waited =
      waitedMs < LEASE_LOOK_MS ? '' : `, after ${Math.round(waitedMs / 1000)} s for the lease of a killed one`;
    tell(
      `  ${kind} ${this.count}: ${writes} writes (${Math.round(ending.elapsedMs)} ms${waited})\n${indented(ending)}`,
    );
    return writes;
  }

  /** Passes until two in a row wrote nothing and nothing is on its way. */
  async settle(): Promise<void> {
    let quiet = 0;
    const troubled = this.troubles.length;
    for (let pass = 0; pass < MOST_PASSES; pass += 1) {
      // After a pass without writes there is nothing left to be killed in.
      quiet = (await this.run(quiet === 0)) === 0 ? quiet + 1 : 0;
      if (quiet >= QUIET_PASSES && !isMoving(await this.#options.samplan.totals())) {
        return;
      }
      if (this.troubles.length - troubled >= MOST_FAILURES) {
        throw new Error(`Passes fail again and again:\n${this.troubles.at(-1)}`);
      }
    }
    this.troubles.push(`not still after ${MOST_PASSES} passes`);
  }

  async #filesMovedSince(): Promise<number> {
    const { nav } = this.#options;
    await nav.take();
    const moved = nav.moved - this.#filesMoved;
    this.#filesMoved = nav.moved;
    return moved;
  }

  async #kill(): Promise<void> {
    // The first part of a pass is the start of the process, which leaves nothing to find.
    const ending = await this.#options.samplan.killedPass((0.3 + 0.7 * this.#random()) * this.#lastMs);
    // The office takes what it finds, also where Samplan had no time to remember that it put it there.
    await this.#options.nav.take();
    if (ending.code === undefined) {
      this.kills += 1;
      this.#options.tell(`  killed after ${Math.round(ending.elapsedMs)} ms`);
    }
  }

  /** A killed process leaves its lease behind; the next pass may skip a partner until it runs out. */
  async #pastTheLease(samplan: CommandLine, kind: 'pass' | 'reconciliation'): Promise<Ending> {
    const started = performance.now();
    for (;;) {
      const ending = await samplan[kind]();
      if (ending.code === COULD_NOT_RUN || ending.code === undefined) {
        throw new Error(`A pass could not run:\n${ending.complaints}${ending.output}`);
      }
      if (ending.code === 1) {
        this.troubles.push(`a pass failed:\n${indented(ending)}`);
      }
      if (!/: skipped\b/.test(ending.output) || performance.now() - started > LONGEST_WAIT_FOR_LEASE_MS) {
        return ending;
      }
      await wait(LEASE_LOOK_MS);
    }
  }
}

/** True of what changes a partner, whether or not it was carried out. */
function isWrite({ method, path }: Exchange): boolean {
  return method !== 'GET' && method !== 'HEAD' && !path.includes('/_search');
}

function indented({ output, complaints }: Ending): string {
  return `${complaints}${output}`.trimEnd().replace(/^/gm, '    ');
}
