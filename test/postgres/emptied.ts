import pg from 'pg';

/** What belongs to the schema and not to its data. */
const KEPT = ['migrations', 'feed', 'audit_start', 'search_parameters', 'search_index', 'store_keys'];
const TABLES = `
  SELECT c.relname AS name FROM pg_class c
  WHERE c.relnamespace = to_regnamespace($1) AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> ALL ($2)
  ORDER BY c.relname LIKE 'audit%' DESC, c.relname = 'audit_segments'`;

/** Takes all data out of a schema and leaves it as it is made. */
export async function emptied(url: string, schema: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, options: `-c search_path=${schema}` });
  await client.connect();
  const { rows } = await client.query<{ readonly name: string }>(TABLES, [schema, KEPT]);
  await client.query(rows.map(({ name }) => `DELETE FROM ${name}`).join('; '));
  await client.end();
}
