import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { SamplanError } from '../errors.ts';
import { storeTexts } from './texts.ts';

/** A numbered step of the schema. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}

/** A step that a database has taken. */
export interface AppliedRow {
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
}

/** The program's migrations for a kind of database, in order. */
export async function readMigrations(kind: 'sqlite' | 'postgres'): Promise<readonly Migration[]> {
  const folder = new URL(`./migrations/${kind}/`, import.meta.url);
  const names = (await readdir(folder)).filter((name) => /^\d{4}-.+\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => ({
      number: Number(name.slice(0, 4)),
      name,
      sql: await readFile(new URL(name, folder), 'utf8'),
    })),
  );
}

/**
 * Refuses a database that a newer program made, and one whose migrations are not the program's.
 *
 * @throws SamplanError `configuration`
 */
export function refuseForeign(rows: readonly AppliedRow[], migrations: readonly Migration[]): void {
  for (const row of rows) {
    const own = migrations.find((migration) => migration.number === row.number);
    if (own === undefined) throw new SamplanError('configuration', storeTexts.databaseNewer, { where: row.name });
    if (checksum(own.sql) !== row.checksum) {
      throw new SamplanError('configuration', storeTexts.migrationChanged, { where: own.name });
    }
  }
}

/** Line ends are left out, since a checkout may rewrite them. */
export function checksum(sql: string): string {
  return createHash('sha256').update(sql.replaceAll('\r\n', '\n')).digest('hex');
}
