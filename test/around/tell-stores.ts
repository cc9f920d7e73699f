import { postgresName } from '../postgres/server.ts';

/** Before all tests: on which stores those that are about one are run. Where there is no PostgreSQL, its tests are not there. */
export async function tellStores(): Promise<void> {
  const postgres = await postgresName();
  process.stderr.write(`SQLite: run\nPostgreSQL: ${postgres === undefined ? 'not run' : `run on ${postgres}`}\n`);
}
