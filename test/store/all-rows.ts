import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';

/** Every row of every table of a SQLite file, as text: nobody says which tables there are. */
export function allRowsOfSqlite(file: string): readonly string[] {
  const database = new DatabaseSync(file, { readOnly: true });
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  const rows = tables.flatMap(({ name }) => database.prepare(`SELECT * FROM "${name}"`).all());
  database.close();
  return rows.map((row) => JSON.stringify(row));
}

/** Every row of every table of a PostgreSQL schema, as text. */
export async function allRowsOfPostgres(url: string, schema: string): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: url, options: `-c search_path=${schema}` });
  await client.connect();
  const { rows: tables } = await client.query<{ readonly name: string }>(
    'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = $1',
    [schema],
  );
  const rows: string[] = [];
  for (const { name } of tables) {
    const found = await client.query<{ readonly row: string }>(`SELECT t::text AS row FROM ${name} AS t`);
    rows.push(...found.rows.map(({ row }) => row));
  }
  await client.end();
  return rows;
}
