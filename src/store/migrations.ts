import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { SamplanError } from '../errors.ts';
import { storeTexts } from './texts.ts';

/** A numbered step of the schema. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  /**
   * Number of the newest migration that a program must know to work with the schema after this one; absent: this one. A migration that only
   * adds says so in a line of its own, `-- Works with programs from 0004 on.`
   */
  readonly worksFrom?: number;
}

/** A step that a database has taken. */
export interface AppliedRow {
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
  /** As in Migration; null: its own number. */
  readonly works_from: number | null;
}

const WORKS_FROM = /^-- Works with programs from (\d{4}) on\.$/mu;

/** The program's migrations for a kind of database, in order. */
export async function readMigrations(kind: 'sqlite' | 'postgres'): Promise<readonly Migration[]> {
  const folder = new URL(`./migrations/${kind}/`, import.meta.url);
  const names = (await readdir(folder)).filter((name) => /^\d{4}-.+\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(new URL(name, folder), 'utf8');
      const [, from] = WORKS_FROM.exec(sql) ?? [];
      const number = Number(name.slice(0, 4));
      return { number, name, sql, ...(from === undefined ? {} : { worksFrom: Number(from) }) };
    }),
  );
}

/**
 * Refuses a database whose migrations are not the program's. One that a newer program made is good as long as each step after the
 * program's own only added: two versions run beside each other while one is replaced.
 *
 * @throws SamplanError `configuration`
 */
export function refuseForeign(rows: readonly AppliedRow[], migrations: readonly Migration[]): void {
  const newest = Math.max(0, ...migrations.map(({ number }) => number));
  for (const row of rows) {
    const own = migrations.find((migration) => migration.number === row.number);
    if (own === undefined && row.number > newest && (row.works_from ?? row.number) <= newest) continue;
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
