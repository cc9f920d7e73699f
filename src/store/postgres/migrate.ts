import type pg from 'pg';
import { isError, SamplanError } from '../../errors.ts';
import { type AppliedRow, checksum, type Migration, refuseForeign } from '../migrations.ts';
import { storeTexts } from '../texts.ts';
import { PATIENT, waitingFor } from './connections.ts';

const CREATE_APPLIED = `
  CREATE TABLE IF NOT EXISTS migrations (number integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL);
  ALTER TABLE migrations ADD COLUMN IF NOT EXISTS works_from integer`;
const LOCK = 'SELECT pg_advisory_xact_lock(hashtext($1))';
const APPLIED = 'SELECT number, name, checksum, works_from FROM migrations ORDER BY number';
const RECORD = 'INSERT INTO migrations (number, name, checksum, works_from) VALUES ($1, $2, $3, $4)';

/**
 * Brings a schema up to date, and makes it where it is not there, in one transaction: of several processes that start at once one does
 * it, and the others wait. Refuses, with `configuration`, a schema that a newer program made and that this one cannot work
 * with, and one whose applied migrations are not the program's.
 *
 * @example
 * await migrate(client, 'samplan', await readMigrations('postgres'));
 */
export async function migrate(client: pg.ClientBase, schema: string, migrations: readonly Migration[]): Promise<void> {
  await client.query('BEGIN');
  try {
    // However much there is to change.
    await client.query('SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0');
    await client.query(waitingFor(PATIENT, { text: LOCK, values: [`${schema} migrations`] }));
    // Whoever may not make one may still use one that is there.
    const { rows } = await client.query<{ readonly there: boolean }>(
      'SELECT to_regnamespace($1) IS NOT NULL AS there',
      [schema],
    );
    if (!rows[0]?.there) await client.query(`CREATE SCHEMA ${schema}`);
    await client.query(CREATE_APPLIED);
    const applied = (await client.query<AppliedRow>(APPLIED)).rows;
    refuseForeign(applied, migrations);
    for (const { number, name, sql, worksFrom = null } of migrations) {
      if (applied.some((row) => row.number === number)) continue;
      await client.query(waitingFor(PATIENT, { text: sql }));
      await client.query(RECORD, [number, name, checksum(sql), worksFrom]);
    }
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw isError(error) ? error : new SamplanError('configuration', storeTexts.migrationFailed, { cause: error });
  }
}
