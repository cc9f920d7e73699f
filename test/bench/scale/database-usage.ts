import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { usageOf } from '../api/process-usage.ts';

/** Milliseconds of processor time that a PostgreSQL server has taken. */
export interface DatabaseUsage {
  /** All of it. */
  readonly total: number;
  /** Of connections, those that have ended among them, by the name (`application_name`) that they were opened with. */
  readonly by: Readonly<Record<string, number>>;
}

export interface DatabaseWatch {
  usage(): Promise<DatabaseUsage>;
  stop(): Promise<void>;
}

/** Ticks of the clock that Linux counts processor time by, on every machine that Node runs on. */
const TICK_MS = 10;
/** A connection that nobody uses ends after ten seconds: what it took is noted before. */
const LOOK_MS = 1000;

/**
 * Looks again and again whose connections there are.
 *
 * @param folder in which the server's data lies
 * @throws where the system does not tell what processes take
 */
export async function watchDatabase(url: string, folder: string): Promise<DatabaseWatch> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const [line = ''] = readFileSync(join(folder, 'data/postmaster.pid'), 'utf8').split('\n');
  const postmaster = Number(line);
  const seen = new Map<number, { readonly name: string; readonly took: number }>();
  const look = async (): Promise<DatabaseUsage> => {
    const { rows } = await client.query<{ pid: number; name: string }>(
      'SELECT pid, application_name AS name FROM pg_stat_activity',
    );
    let total = (usageOf(postmaster)?.processorMs ?? Number.NaN) + ofEnded(postmaster);
    for (const { pid, name } of rows) {
      const took = usageOf(pid)?.processorMs ?? 0;
      total += took;
      seen.set(pid, { name, took });
    }
    const by: Record<string, number> = {};
    for (const { name, took } of seen.values()) by[name] = (by[name] ?? 0) + took;
    return { total, by };
  };
  const looking = setInterval(() => void look(), LOOK_MS);
  return {
    usage: look,
    async stop() {
      clearInterval(looking);
      await client.end();
    },
  };
}

/** What the children of a process took that have ended. */
function ofEnded(pid: number): number {
  // The name of the program stands in brackets and may hold anything; cutime and cstime are the 14th and 15th after it.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/su, '').trim().split(' ');
  return (Number(fields[13]) + Number(fields[14])) * TICK_MS;
}
