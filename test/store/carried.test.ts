import { DatabaseSync } from 'node:sqlite';
import { afterAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { CARRIED, type Carried } from '../../src/store/carried.ts';
import { readMigrations } from '../../src/store/migrations.ts';
import { openPostgresStore } from '../../src/store/postgres/open-postgres-store.ts';
import { migrate } from '../../src/store/sqlite/migrate.ts';
import { dropSchema } from '../postgres/drop-schema.ts';
import { startPostgres } from '../postgres/server.ts';

/** Made anew, or of one installation only. */
const LEFT = [
  ...['current_versions', 'search_parameters', 'search_index'],
  ...['token_rows', 'reference_rows', 'date_rows', 'private_rows'],
  ...['duty_index', 'duty_records', 'duty_entries', 'duties', 'duty_owers', 'duty_days', 'console_sessions'],
  ...['leases', 'store_keys', 'shared_secret', 'migrations', 'feed', 'import_place'],
];

/** By the order in which rows came, and what stands beside a hash. */
const OWN = ['came', 'sealed'];

function expected(table: string, found: readonly string[]): readonly string[] {
  const carried: Carried | undefined = Object.values<Carried>(CARRIED).find((one) => one.table === table);
  return Object.keys(carried?.columns ?? {}).filter((name) => found.includes(name) || table !== 'audit_links');
}

function hold(columns: ReadonlyMap<string, readonly string[]>): void {
  const tables = Object.values<Carried>(CARRIED).map(({ table }) => table);
  expect([...columns.keys()].toSorted()).toEqual([...tables, ...LEFT].filter((name) => columns.has(name)).toSorted());
  for (const table of tables) {
    const found = (columns.get(table) ?? []).filter((name) => !OWN.includes(name));
    expect([table, found.toSorted()]).toEqual([table, expected(table, found).toSorted()]);
  }
}

test('every table of SQLite is carried with every column, or said not to be', async () => {
  const database = new DatabaseSync(':memory:');
  migrate(database, await readMigrations('sqlite'));
  const tables = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .all();
  const columns = tables.map(({ name }) => {
    const rows = database.prepare('SELECT name FROM pragma_table_info(?)').all(String(name));
    return [String(name), rows.map((row) => String(row['name']))] as const;
  });
  database.close();
  hold(new Map(columns));
});

const server = await startPostgres();
if (server) {
  const schema = `carried_${process.pid}`;
  afterAll(async () => {
    await dropSchema(server.url, schema);
    await server.stop();
  });

  test('every table of PostgreSQL is carried with every column, or said not to be', async () => {
    await (await openPostgresStore({ url: server.url, schema, pool: 2, statementTimeout: 20 })).close();
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    const { rows } = await client.query<{ table_name: string; column_name: string }>(
      `SELECT table_name, column_name FROM information_schema.columns
       WHERE table_schema = $1 AND table_name !~ '^versions_[0-9]+$'`,
      [schema],
    );
    await client.end();
    const columns = new Map<string, string[]>();
    for (const { table_name: table, column_name: name } of rows)
      columns.set(table, [...(columns.get(table) ?? []), name]);
    hold(columns);
  });
}
