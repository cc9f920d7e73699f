import type { DatabaseSync } from 'node:sqlite';
import { isError, SamplanError } from '../../errors.ts';
import { type AppliedRow, checksum, type Migration, refuseForeign } from '../migrations.ts';
import { storeTexts } from '../texts.ts';

const CREATE_APPLIED = `
  CREATE TABLE IF NOT EXISTS migrations (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL
  ) STRICT`;
const HAS_WORKS_FROM = "SELECT 1 FROM pragma_table_info('migrations') WHERE name = 'works_from'";
const ADD_WORKS_FROM = 'ALTER TABLE migrations ADD COLUMN works_from INTEGER';
const APPLIED = 'SELECT number, name, checksum, works_from FROM migrations ORDER BY number';
const RECORD = 'INSERT INTO migrations (number, name, checksum, works_from) VALUES (?, ?, ?, ?)';

/**
 * Brings the schema up to date, each migration in its own transaction. Refuses, with `configuration`, a database that a newer
 * program made and that this one cannot work with, and one whose applied migrations are not the program's.
 *
 * @example
 * migrate(database, await readMigrations('sqlite'));
 */
export function migrate(database: DatabaseSync, migrations: readonly Migration[]): void {
  transaction(database, () => {
    database.exec(CREATE_APPLIED);
    if (!database.prepare(HAS_WORKS_FROM).get()) database.exec(ADD_WORKS_FROM);
    refuseForeign(applied(database), migrations);
  });
  for (const migration of migrations) {
    transaction(database, () => {
      // Asked again inside the transaction: another process may be opening the same file.
      if (applied(database).some((row) => row.number === migration.number)) return;
      const { number, name, sql, worksFrom = null } = migration;
      database.exec(sql);
      database.prepare(RECORD).run(number, name, checksum(sql), worksFrom);
    });
  }
}

function applied(database: DatabaseSync): readonly AppliedRow[] {
  return database.prepare(APPLIED).all() as unknown as readonly AppliedRow[];
}

function transaction(database: DatabaseSync, work: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    work();
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw isError(error) ? error : new SamplanError('configuration', storeTexts.migrationFailed, { cause: error });
  }
}
