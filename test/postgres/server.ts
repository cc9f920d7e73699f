import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm } from 'node:fs/promises';
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
  const binaries = await findBinaries();
  if (!binaries) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'samplan-pg-'));
  // PostgreSQL refuses to run as root.
  const user = process.getuid?.() === 0 ? nobody() : undefined;
  if (user) await chown(folder, user.uid, user.gid);
  const { server, url } = await started(binaries, folder, user);
  return {
    url,
    name: binaries.version,
    async stop() {
      // Immediately: the data is thrown away.
      const ended = once(server, 'exit');
      server.kill('SIGQUIT');
      if (server.exitCode === null && server.signalCode === null) await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface User {
  readonly uid: number;
  readonly gid: number;
}

async function started(
  { initdb, postgres }: Binaries,
  folder: string,
  user: User | undefined,
): Promise<{ readonly server: ChildProcess; readonly url: string }> {
  const data = join(folder, 'data');
  const environment = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  const options = { ...user, cwd: folder, env: environment };
  await run(initdb, ['-D', data, '-U', 'samplan', '-E', 'UTF8', '--auth', 'trust', '--no-sync'], options);
  const settings = ['fsync=on', 'listen_addresses=', `unix_socket_directories=${folder}`, 'log_min_messages=panic'];
  const args = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])];
  const server = spawn(postgres, args, { ...options, stdio: ['ignore', 'ignore', 'inherit'] });
  // Whoever ends without stopping it leaves nothing behind that runs.
  process.once('exit', () => server.kill('SIGQUIT'));
  const url = `postgresql:///postgres?host=${encodeURIComponent(folder)}&user=samplan`;
  await answering(url, server);
  return { server, url };
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
