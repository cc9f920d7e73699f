import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, chmod, chown, copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { type Binaries, findBinaries } from './binaries.ts';

/** A PostgreSQL server for tests and the demo. */
export interface PostgresServer {
  readonly url: string;
  /** What it is, for the output. */
  readonly name: string;
  /** Ends it and removes its data; leaves one that was there before alone. */
  stop(): Promise<void>;
}

/** One that was started here, and may be ended and started again. */
export interface OwnPostgresServer extends PostgresServer {
  /** Folder of its data and its socket. */
  readonly folder: string;
  /** Ends it at once, as a crash would, and starts it on the same data. */
  restart(): Promise<void>;
}

/** A network namespace that is there already, in which a server runs. */
export interface PostgresNetwork {
  /** Command that runs what follows it in there. */
  readonly enter: readonly string[];
  /** Where it listens besides its socket. */
  readonly addresses: readonly string[];
  /** Who may come, over TLS, as pg_hba.conf has it. */
  readonly from: string;
  /** Files that it shows whom it is with. */
  readonly certificate: string;
  readonly key: string;
}

const run = promisify(execFile);

/** What would be started: `DATABASE_URL`, a server of this machine, or the one that npm brings along. Undefined: there is none. */
export async function postgresName(): Promise<string | undefined> {
  if (process.env['DATABASE_URL']) return 'PostgreSQL at DATABASE_URL';
  return (await findBinaries())?.version;
}

/**
 * Starts a server with an empty data folder, reached by a socket in it alone; or gives the one of `DATABASE_URL`. Its commits wait for
 * the disk as anywhere.
 *
 * @returns undefined where this machine has none
 * @example
 * const server = await startPostgres();
 * await server?.stop();
 */
export async function startPostgres(): Promise<PostgresServer | undefined> {
  const given = process.env['DATABASE_URL'];
  if (given) return { url: given, name: 'PostgreSQL at DATABASE_URL', stop: async () => {} };
  return startOwnPostgres();
}

/**
 * Starts one whatever `DATABASE_URL` says.
 *
 * @param settings as `max_connections=20`
 * @param prepared a folder that is there already, for what is on a disk of its own
 * @param network where it is not this process's
 */
export async function startOwnPostgres(
  settings: readonly string[] = [],
  prepared?: string,
  network?: PostgresNetwork,
): Promise<OwnPostgresServer | undefined> {
  const binaries = await findBinaries();
  if (!binaries) return undefined;
  const folder = prepared ?? (await mkdtemp(join(tmpdir(), 'samplan-pg-')));
  // PostgreSQL refuses to run as root.
  const user = process.getuid?.() === 0 ? nobody() : undefined;
  if (user) await chown(folder, user.uid, user.gid);
  await initialized(binaries, folder, user);
  if (network) await admit(network, join(folder, 'data'), user);
  const start = (): Promise<ChildProcess> => started(binaries, folder, settings, user, network);
  let server = await start();
  // Immediately: as a crash.
  const end = async (): Promise<void> => {
    const ended = once(server, 'exit');
    server.kill('SIGQUIT');
    if (server.exitCode === null && server.signalCode === null) await ended;
  };
  return {
    url: urlOf(folder, settings),
    name: binaries.version,
    folder,
    async restart() {
      await end();
      server = await start();
    },
    async stop() {
      await end();
      await rm(prepared === undefined ? folder : join(folder, 'data'), { recursive: true, force: true });
    },
  };
}

interface User {
  readonly uid: number;
  readonly gid: number;
}

function urlOf(folder: string, settings: readonly string[]): string {
  const port = settings.find((one) => one.startsWith('port='));
  return `postgresql:///postgres?host=${encodeURIComponent(folder)}&user=samplan${port ? `&${port}` : ''}`;
}

function optionsOf(folder: string, user: User | undefined) {
  return { ...user, cwd: folder, env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } };
}

async function initialized({ initdb }: Binaries, folder: string, user: User | undefined): Promise<void> {
  const args = ['-D', join(folder, 'data'), '-U', 'samplan', '-E', 'UTF8', '--auth', 'trust', '--no-sync'];
  await run(initdb, args, optionsOf(folder, user));
}

/** Those who come over a network see that it is the server, where PostgreSQL looks for what it shows. */
async function admit({ from, certificate, key }: PostgresNetwork, data: string, user: User | undefined): Promise<void> {
  await appendFile(join(data, 'pg_hba.conf'), `hostssl all samplan ${from} trust\n`);
  for (const [file, name] of [
    [certificate, 'server.crt'],
    [key, 'server.key'],
  ] as const) {
    const own = join(data, name);
    await copyFile(file, own);
    await chmod(own, 0o600);
    if (user) await chown(own, user.uid, user.gid);
  }
}

async function started(
  { postgres }: Binaries,
  folder: string,
  more: readonly string[],
  user: User | undefined,
  network: PostgresNetwork | undefined,
): Promise<ChildProcess> {
  const listen = `listen_addresses=${network?.addresses.join(',') ?? ''}`;
  const always = [
    'fsync=on',
    listen,
    `ssl=${network ? 'on' : 'off'}`,
    `unix_socket_directories=${folder}`,
    'log_min_messages=panic',
  ];
  const args = ['-D', join(folder, 'data'), ...[...always, ...more].flatMap((setting) => ['-c', setting])];
  const stdio = ['ignore', 'ignore', 'inherit'] as const;
  const server = network
    ? spawn(...entering(network, [postgres, ...args], user), { ...optionsOf(folder, undefined), stdio: [...stdio] })
    : spawn(postgres, args, { ...optionsOf(folder, user), stdio: [...stdio] });
  // Whoever ends without stopping it leaves nothing behind that runs.
  const abandon = (): boolean => server.kill('SIGQUIT');
  process.once('exit', abandon);
  server.once('exit', () => process.off('exit', abandon));
  await answering(urlOf(folder, more), server);
  return server;
}

/** Only root may go in; whom the server runs as is changed in there. */
function entering({ enter }: PostgresNetwork, command: readonly string[], user: User | undefined): [string, string[]] {
  const as = user ? ['setpriv', '--reuid', `${user.uid}`, '--regid', `${user.gid}`, '--clear-groups'] : [];
  const [program = '', ...args] = [...enter, ...as, ...command];
  return [program, args];
}

async function answering(url: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; server.exitCode === null; tries += 1) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (tries > 300) throw error;
      await setTimeout(100);
    }
  }
  throw new Error(`postgres ended with ${server.exitCode}`);
}

function nobody(): User {
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
