import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandLine } from '../demo/command-line.ts';
import { listening } from '../kill/listening.ts';
import type { KillUsers } from '../kill/users.ts';
import type { Place } from './network.ts';

const CLOCK = fileURLToPath(new URL('clock.mjs', import.meta.url));

/** One process of several that serve one installation, with its own line to the database and its own clock. */
export class Member {
  readonly name: string;
  readonly place: Place;
  readonly #samplan: CommandLine;
  readonly #clock: string;
  readonly #users: KillUsers;
  #server: ChildProcess | undefined;
  #url: string | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(name: string, config: string, place: Place, users: KillUsers) {
    const folder = path.dirname(config);
    this.name = name;
    this.place = place;
    this.#samplan = new CommandLine(folder, config, place.enter);
    this.#clock = path.join(folder, `${name}.clock`);
    this.#users = users;
  }

  /** Starts it where it does not run; people write at its endpoint as long as it does. A start that fails is tried again in the next round. */
  async start(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = this.#samplan.serve({
      NODE_OPTIONS: `--import=${CLOCK}`,
      SAMPLAN_DRILL_CLOCK: this.#clock,
    });
    server.stdout?.resume();
    this.#server = server;
    let isOver = false;
    server.once('close', () => {
      isOver = true;
      if (this.#server === server) [this.#server, this.#url] = [undefined, undefined];
    });
    const url = await listening(server).then(this.place.reached, () => undefined);
    this.#url = url;
    if (url !== undefined) this.#work = this.#users.atEndpoint(url, () => isOver);
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#samplan.end();
    await this.#work;
  }

  /** Held still: it neither works nor knows that time goes by. */
  hold(): void {
    this.#server?.kill('SIGSTOP');
  }

  go(): void {
    this.#server?.kill('SIGCONT');
  }

  /** Whether it has started and has not ended. */
  get isRunning(): boolean {
    return this.#url !== undefined;
  }

  async isReady(): Promise<boolean> {
    return (await this.#ask('/health/ready', 10)) === 200;
  }

  /** Whether somebody who asks for what only the database knows is told anything within so many seconds, an error too. */
  async answers(seconds: number): Promise<boolean> {
    return this.#url === undefined || (await this.#ask('/fhir/Goal', seconds)) !== undefined;
  }

  /** Its clock goes wrong by so many milliseconds. */
  async setClock(milliseconds: number): Promise<void> {
    await writeFile(this.#clock, String(milliseconds));
  }

  async #ask(path: string, seconds: number): Promise<number | undefined> {
    try {
      return (await fetch(new URL(path, this.#url), { signal: AbortSignal.timeout(seconds * 1_000) })).status;
    } catch {
      return undefined;
    }
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const server = this.#server;
    if (server === undefined || server.exitCode !== null) return;
    const closed = once(server, 'close');
    server.kill(signal);
    await closed;
    await this.#work;
  }
}
