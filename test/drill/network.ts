import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { PostgresNetwork } from '../postgres/server.ts';
import type { Line } from './line.ts';

/** Said to the drill that runs in a network of its own. */
const IS_ALONE = 'SAMPLAN_DRILL_ALONE';
/** Networks for documentation (RFC 5737): nobody's. */
const PREFIX = '192.0.2.';
const PORT = 5432;
/** Whoever ends, however, takes everything along that was started: processes, networks, and what was mounted. */
const ALONE = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];

const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
/** Of the server, for the addresses of all links. */
const CERTIFICATE = fixture('database.pem');

/** Whether this process has a network that nobody else is in. */
export function isAlone(): boolean {
  return process.env[IS_ALONE] !== undefined;
}

/**
 * Runs this program once more where it is alone: in namespaces of its own for network, processes and mounts.
 *
 * @returns how it ended, or why it could not begin
 * @example
 * const ending = await runAlone(); // { code: 0 } or { reason: 'unshare: Operation not permitted' }
 */
export async function runAlone(): Promise<{ readonly code: number } | { readonly reason: string }> {
  for (const [program, ...args] of [
    ['ip', '-V'],
    ['setpriv', '-V'],
    ['nsenter', '-V'],
    ['unshare', ...ALONE, 'true'],
  ] as const) {
    const { status, error, stderr } = spawnSync(program, args, { encoding: 'utf8' });
    if (status !== 0) return { reason: error?.message ?? stderr.trim() };
  }
  const program = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', 'unshare', ...ALONE, ...program], {
    stdio: 'inherit',
    env: { ...process.env, [IS_ALONE]: 'yes' },
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code: code ?? 1 };
}

/**
 * A network in which the database is alone, with a link of its own to each process. A link that is cut takes packets and loses them:
 * nobody is told, and both sides go on believing in their connections.
 */
export class DatabaseNetwork {
  readonly lines: readonly Line[];
  readonly #holder: ChildProcess;
  readonly #enter: readonly string[];

  private constructor(holder: ChildProcess, links: number) {
    this.#holder = holder;
    this.#enter = ['nsenter', `--net=/proc/${holder.pid}/ns/net`];
    this.lines = Array.from({ length: links }, (_, index) => this.#link(index));
  }

  static async open(links: number): Promise<DatabaseNetwork> {
    run(['ip', 'link', 'set', 'lo', 'up']);
    // As long as it reads there is the network; it ends with whoever opened it.
    const holder = spawn('unshare', ['--net', 'sh', '-c', 'echo && cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(holder.stdout, 'data');
    return new DatabaseNetwork(holder, links);
  }

  /** For the server: where it runs, and where it listens besides its socket. */
  get forServer(): PostgresNetwork {
    return {
      enter: this.#enter,
      addresses: this.lines.map(({ host }) => host),
      from: `${PREFIX}0/24`,
      certificate: CERTIFICATE,
      key: fixture('database-key.pem'),
    };
  }

  async close(): Promise<void> {
    const ended = once(this.#holder, 'close');
    this.#holder.stdin?.end();
    await ended;
  }

  #link(index: number): Line {
    const [near, far] = [`process${index}`, `database${index}`];
    const [here, there] = [`${PREFIX}${4 * index + 1}`, `${PREFIX}${4 * index + 2}`];
    run(['ip', 'link', 'add', near, 'type', 'veth', 'peer', 'name', far, 'netns', String(this.#holder.pid)]);
    run(['ip', 'address', 'add', `${here}/30`, 'dev', near]);
    run(['ip', 'link', 'set', near, 'up']);
    const inside = (...command: readonly string[]): string => run([...this.#enter, 'ip', ...command]);
    inside('address', 'add', `${there}/30`, 'dev', far);
    inside('link', 'set', far, 'up');
    const hardware = /link\/ether (\S+)/u.exec(inside('link', 'show', far))?.[1] ?? '';
    // Otherwise whoever sends would soon be told that nobody is there.
    run(['ip', 'neighbour', 'replace', there, 'lladdr', hardware, 'dev', near, 'nud', 'permanent']);
    return new Link(there, (state) => inside('link', 'set', far, state));
  }
}

class Link implements Line {
  readonly host: string;
  readonly port = PORT;
  readonly tls = { authority: CERTIFICATE };
  readonly #set: (state: 'up' | 'down') => void;
  #losing: AbortController | undefined;

  constructor(host: string, set: (state: 'up' | 'down') => void) {
    this.host = host;
    this.#set = set;
  }

  cut(): void {
    this.#set('down');
  }

  /** What was on its way is sent again by either side, where it has not given up. */
  mend(): void {
    this.#set('up');
  }

  /** Half of the time everything is lost, so long at once. */
  slow(delayMs: number): void {
    this.#losing?.abort();
    this.#losing = undefined;
    if (delayMs > 0) void this.#lose(delayMs);
  }

  async close(): Promise<void> {
    this.#losing?.abort();
  }

  async #lose(milliseconds: number): Promise<void> {
    const losing = new AbortController();
    this.#losing = losing;
    while (!losing.signal.aborted) {
      this.cut();
      await wait(milliseconds);
      this.mend();
      await wait(milliseconds);
    }
  }
}

function run([program = '', ...args]: readonly string[]): string {
  return execFileSync(program, args, { encoding: 'utf8' });
}
