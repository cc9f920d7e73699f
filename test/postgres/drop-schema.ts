import pg from 'pg';

/**
 * Takes a schema away with all that is in it: a server of `DATABASE_URL` is left as it was found, and a run that was killed does not
 * meet the next one.
 *
 * @example
 * await dropSchema(url, 'samplan_kept');
 */
export async function dropSchema(url: string, schema: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
  await client.end();
}
