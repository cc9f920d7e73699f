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
const APPLIED = 'SELECT number, name, checksum FROM migrations ORDER BY number';
const RECORD = 'INSERT INTO migrations (number, name, checksum) VALUES (?, ?, ?)';

/**
 * Brings the schema up to date, each migration in its own transaction. Refuses, with `configuration`, a database that a newer
 * program made and one whose applied migrations are not the program's.
 *
 * @example
 * migrate(database, await readMigrations('sqlite'));
 */
export function migrate(database: DatabaseSync, migrations: readonly Migration[]): void {
  transaction(database, () => {
    database.exec(CREATE_APPLIED);
    refuseForeign(applied(database), migrations);
  });
  for (const migration of migrations) {
    transaction(database, () => {
      // Asked again inside the transaction: another process may be opening the same file.
      if (applied(database).some((row) => row.number === migration.number)) return;
      database.exec(migration.sql);
      database.prepare(RECORD).run(migration.number, migration.name, checksum(migration.sql));
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
