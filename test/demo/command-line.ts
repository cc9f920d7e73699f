import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { leaksIn } from '../observe/log-leaks.ts';
import type { Totals } from './totals.ts';

const SAMPLAN = fileURLToPath(new URL('../../src/cli/samplan.mjs', import.meta.url));

const PATIENCE_MS = 5_000;

/** How a command of Samplan ended. */
export interface Ending {
  /** Absent when it was killed. */
  readonly code?: number;
  readonly output: string;
  readonly complaints: string;
  readonly elapsedMs: number;
}

/** Samplan, driven as an operator drives it: by its command line only, each command a process. */
export class CommandLine {
  readonly #folder: string;
  readonly #config: string;
  readonly #enter: readonly string[];
  readonly #running = new Set<ChildProcess>();

  /** @param enter command that runs what follows it somewhere else, as in a network of its own */
  constructor(folder: string, config: string, enter: readonly string[] = []) {
    this.#folder = folder;
    this.#config = config;
    this.#enter = enter;
  }

  /** One pass of every partner in the order of the configuration. */
  pass(): Promise<Ending> {
    return this.#run(['sync', '--once']);
  }

  /** One pass of every partner that looks at everything it should hold. */
  reconciliation(): Promise<Ending> {
    return this.#run(['sync', '--once', '--reconcile']);
  }

  /** A pass that is killed after so long, if it has not ended by itself. */
  killedPass(afterMs: number): Promise<Ending> {
    return this.#run(['sync', '--once'], afterMs);
  }

  async totals(): Promise<Totals> {
    return JSON.parse(await this.#succeed(['status', '--json'])) as Totals;
  }

  /** Ids of the Tasks about an element on which two sides differ. */
  async openConflicts(): Promise<readonly string[]> {
    const table = await this.#succeed(['conflicts']);
    return table.split('\n').flatMap((line) => /^(\S+) +conflict\b/.exec(line)?.[1] ?? []);
  }

  async decide(task: string, take: 'record' | 'partner'): Promise<void> {
    await this.#succeed(['resolve', task, '--take', take]);
  }

  /** Another municipality becomes responsible for a person's plan. */
  async transfer(person: string, to: string): Promise<void> {
    await this.#succeed(['transfer', person, '--to', to]);
  }

  /** What is owed by when. */
  async duties(): Promise<
    readonly { readonly rule: string; readonly due: string | null; readonly owedBy: string | null }[]
  > {
    const lines = (await this.#succeed(['duties', '--json'])).split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line));
  }

  /** Ends whatever still runs. */
  async end(): Promise<void> {
    await Promise.all(
      [...this.#running].map(async (child) => {
        const closed = once(child, 'close');
        child.kill('SIGTERM');
        const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
        await closed;
        clearTimeout(late);
      }),
    );
  }

  /** Starts the server with its schedules, which runs until `end`. */
  serve(environment: Readonly<Record<string, string>> = {}, ...options: readonly string[]): ChildProcess {
    return this.#spawn(['serve', ...options], environment);
  }

  async #succeed(command: readonly string[]): Promise<string> {
    const { code, output, complaints } = await this.#run(command);
    if (code !== 0) {
      throw new Error(`samplan ${command.join(' ')} ended with ${code}:\n${complaints}${output}`);
    }
    return output;
  }

  async #run(command: readonly string[], killAfterMs?: number): Promise<Ending> {
    const started = performance.now();
    const child = this.#spawn(command);
    let output = '';
    let complaints = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      complaints += text;
    });
    const closed = once(child, 'close');
    if (killAfterMs !== undefined) {
      const timer = new AbortController();
      await Promise.race([closed, wait(killAfterMs, undefined, { signal: timer.signal })]);
      timer.abort();
      child.kill('SIGKILL');
    }
    const [code] = (await closed) as [number | null];
    const elapsedMs = performance.now() - started;
    const leaks = leaksIn(complaints);
    if (leaks.length > 0) throw new Error(`samplan ${command.join(' ')} logged what it must not:\n${leaks.join('\n')}`);
    return { ...(code === null ? {} : { code }), output, complaints, elapsedMs };
  }

  #spawn(command: readonly string[], more: Readonly<Record<string, string>> = {}): ChildProcess {
    const { PORT: _theirs, ...environment } = process.env;
    const [program = '', ...args] = [...this.#enter, process.execPath, SAMPLAN, ...command, '--config', this.#config];
    const child = spawn(program, args, {
      cwd: this.#folder,
      env: { ...environment, ...more, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#running.add(child);
    child.once('close', () => this.#running.delete(child));
    return child;
  }
}
