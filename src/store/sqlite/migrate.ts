import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';
import { isError, SamplanError } from '../../errors.ts';
import { storeTexts } from '../texts.ts';

/** A numbered step of the schema. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}

const FILES = new URL('../migrations/sqlite/', import.meta.url);

const CREATE_APPLIED = `
  CREATE TABLE IF NOT EXISTS migrations (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL
  ) STRICT`;
const APPLIED = 'SELECT number, name, checksum FROM migrations ORDER BY number';
const RECORD = 'INSERT INTO migrations (number, name, checksum) VALUES (?, ?, ?)';

interface AppliedRow {
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
}

/** The program's migrations, in order. */
export async function readMigrations(): Promise<readonly Migration[]> {
  const names = (await readdir(FILES)).filter((name) => /^\d{4}-.+\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => ({
      number: Number(name.slice(0, 4)),
      name,
      sql: await readFile(new URL(name, FILES), 'utf8'),
    })),
  );
}

/**
 * Brings the schema up to date, each migration in its own transaction. Refuses, with `configuration`, a database that a newer
 * program made and one whose applied migrations are not the program's.
 *
 * @example
 * migrate(database, await readMigrations());
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

function refuseForeign(rows: readonly AppliedRow[], migrations: readonly Migration[]): void {
  for (const row of rows) {
    const own = migrations.find((migration) => migration.number === row.number);
    if (own === undefined) throw new SamplanError('configuration', storeTexts.databaseNewer, { where: row.name });
    if (checksum(own.sql) !== row.checksum) {
      throw new SamplanError('configuration', storeTexts.migrationChanged, { where: own.name });
    }
  }
}

/** Line ends are left out, since a checkout may rewrite them. */
function checksum(sql: string): string {
  return createHash('sha256').update(sql.replaceAll('\r\n', '\n')).digest('hex');
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
