import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { PostgresNetwork } from '../postgres/server.ts';
import { type Line, ProxiedLine } from './line.ts';

/** Said to the drill that runs in a network of its own. */
const IS_ALONE = 'SAMPLAN_DRILL_ALONE';
/** Networks for documentation (RFC 5737): nobody's. */
const PREFIX = '192.0.2.';
const PORT = 5432;
/** Of the endpoint of each process, in its own network. */
const ENDPOINT = 8080;
/** Number of the first link to the partners: their addresses begin at 129. */
const FIRST_PARTNER = 32;
/** Whoever ends, however, takes everything along that was started: processes, networks, and what was mounted. */
const ALONE = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];

const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
const DOORWAY = fileURLToPath(new URL('doorway.mjs', import.meta.url));
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

/** The link from one process to all partners. */
interface PartnerLink extends Pick<Line, 'cut' | 'mend'> {
  /** Whether anything comes through, there and back. */
  carries(): Promise<boolean>;
}

/** Where one process runs, and what it has to others. */
export interface Place {
  /** Command that runs what follows it there. */
  readonly enter: readonly string[];
  readonly toDatabase: Line;
  /** To all partners; absent where they are not to be cut off. */
  readonly toPartners?: PartnerLink;
  /** Port of its endpoint; 0: any. */
  readonly port: number;
  /** How people here get to the endpoint that it says it has. */
  reached(url: string): string;
  close(): Promise<void>;
}

/**
 * Networks in which the database is alone, and each process. A process has a link to the database and one to where the partners are,
 * which is here. A link that is cut takes packets and loses them: nobody is told, and both sides go on believing in their connections.
 */
export class DrillNetwork {
  readonly places: readonly Place[];
  /** Where partners listen. */
  readonly here = `${PREFIX}254`;
  readonly #holder: ChildProcess;
  readonly #enter: readonly string[];
  readonly #folder: string;

  private constructor(holder: ChildProcess, folder: string, doors: readonly Door[]) {
    this.#holder = holder;
    this.#folder = folder;
    this.#enter = entering(holder);
    this.places = doors.map((door, index) => this.#place(door, index));
  }

  static async open(processes: number): Promise<DrillNetwork> {
    run(['ip', 'link', 'set', 'lo', 'up']);
    run(['ip', 'address', 'add', `${PREFIX}254/32`, 'dev', 'lo']);
    // As long as it reads there is the network; it ends with whoever opened it.
    const holder = await holding(['sh', '-c', 'echo && cat']);
    const folder = await mkdtemp(path.join(tmpdir(), 'samplan-doors-'));
    const doors: Door[] = [];
    for (let index = 0; index < processes; index += 1) {
      const socket = path.join(folder, `${index}.sock`);
      const keeper = await holding([process.execPath, DOORWAY, socket, String(ENDPOINT)]);
      run([...entering(keeper), 'ip', 'link', 'set', 'lo', 'up']);
      doors.push({ keeper, line: await ProxiedLine.open(socket) });
    }
    return new DrillNetwork(holder, folder, doors);
  }

  /** For the server: where it runs, and where it listens besides its socket. */
  get forServer(): PostgresNetwork {
    return {
      enter: this.#enter,
      addresses: this.places.map(({ toDatabase }) => toDatabase.host),
      from: `${PREFIX}0/24`,
      certificate: CERTIFICATE,
      key: fixture('database-key.pem'),
    };
  }

  async close(): Promise<void> {
    await ended(this.#holder);
    await rm(this.#folder, { recursive: true, force: true });
  }

  #place({ keeper, line }: Door, index: number): Place {
    const enter = entering(keeper);
    const database = linked(
      { enter, pid: keeper.pid },
      { enter: this.#enter, pid: this.#holder.pid },
      'database',
      index,
    );
    const partners = linked(
      { enter, pid: keeper.pid },
      { enter: [], pid: process.pid },
      'partners',
      index + FIRST_PARTNER,
    );
    run([...enter, 'ip', 'route', 'add', this.here, 'via', partners.host]);
    return {
      enter,
      toDatabase: database,
      toPartners: {
        cut: () => partners.cut(),
        mend: () => partners.mend(),
        carries: () => reaches(enter, this.here),
      },
      port: ENDPOINT,
      reached: (url) => url.replace(new URL(url).host, `${line.host}:${line.port}`),
      async close() {
        await database.close();
        await line.close();
        await ended(keeper);
      },
    };
  }
}

/** The way in to one process's network, and who keeps it. */
interface Door {
  readonly keeper: ChildProcess;
  readonly line: ProxiedLine;
}

interface Namespace {
  readonly enter: readonly string[];
  readonly pid: number | undefined;
}

/** A link between two networks; it is cut at the far end. */
function linked(near: Namespace, far: Namespace, name: string, index: number): Link {
  const [here, there] = [`${PREFIX}${4 * index + 1}`, `${PREFIX}${4 * index + 2}`];
  const end = `${name}${index}`;
  const [nearIp, farIp] = [near, far].map(
    ({ enter }) =>
      (...command: readonly string[]): string =>
        run([...enter, 'ip', ...command]),
  ) as [(...command: readonly string[]) => string, (...command: readonly string[]) => string];
  farIp('link', 'add', end, 'type', 'veth', 'peer', 'name', name, 'netns', String(near.pid));
  for (const [ip, address, device] of [
    [nearIp, here, name],
    [farIp, there, end],
  ] as const) {
    ip('address', 'add', `${address}/30`, 'dev', device);
    ip('link', 'set', device, 'up');
  }
  const hardware = /link\/ether (\S+)/u.exec(farIp('link', 'show', end))?.[1] ?? '';
  // Otherwise whoever sends would soon be told that nobody is there.
  nearIp('neighbour', 'replace', there, 'lladdr', hardware, 'dev', name, 'nud', 'permanent');
  return new Link(there, (state) => farIp('link', 'set', end, state));
}

/** Nobody listens on the port of discard: who is there refuses, and of who is not nothing is heard. */
async function reaches(enter: readonly string[], host: string): Promise<boolean> {
  const ask = `require('node:net').connect(9, '${host}').on('error', ({ code }) => process.exit(code === 'ECONNREFUSED' ? 0 : 1));
    setTimeout(() => process.exit(1), 1000);`;
  const [program = '', ...args] = [...enter, process.execPath, '-e', ask];
  const [code] = (await once(spawn(program, args, { stdio: 'ignore' }), 'close')) as [number | null];
  return code === 0;
}

/** Starts what keeps a network of its own, and waits until it has begun. */
async function holding(command: readonly string[]): Promise<ChildProcess> {
  const holder = spawn('unshare', ['--net', ...command], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(holder.stdout, 'data');
  return holder;
}

async function ended(holder: ChildProcess): Promise<void> {
  const closed = once(holder, 'close');
  holder.stdin?.end();
  await closed;
}

function entering({ pid }: ChildProcess): readonly string[] {
  return ['nsenter', `--net=/proc/${pid}/ns/net`];
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
