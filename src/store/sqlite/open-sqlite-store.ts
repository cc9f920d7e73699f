import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { AnchorSigner } from '../../audit/anchor-key.ts';
import { isError, SamplanError } from '../../errors.ts';
import { sealsOf } from '../at-rest/seals.ts';
import { readMigrations } from '../migrations.ts';
import type { OnRefill } from '../refill.ts';
import { drawnSecret, secretOf } from '../shared-secret.ts';
import type { Store } from '../store.ts';
import { storeTexts } from '../texts.ts';
import { importPlace } from './carriage.ts';
import { migrate } from './migrate.ts';
import { openDatabase } from './open-database.ts';
import { refillRows } from './refill-rows.ts';
import { useKeys } from './sealed-columns.ts';
import { SqliteStore } from './sqlite-store.ts';
import { Statements } from './statements.ts';
import { openKeys } from './stored-keys.ts';

export interface SqliteStoreOptions {
  /** Path of the database file, or `:memory:`. */
  readonly file: string;
  /** Seals what the database holds (docs/security.md); without it nothing is sealed. */
  readonly master?: Uint8Array;
  /** Clock for resources that come without `meta.lastUpdated`. */
  readonly now?: () => string;
  /** True when the owner of a lease surely runs no more, so that nobody waits for its lease to end. */
  readonly isGone?: (owner: string) => boolean;
  /** Names this process among all that write to the file; a new name each time unless told. */
  readonly process?: string;
  /** Signs the anchors of the access log. */
  readonly signer?: AnchorSigner | undefined;
  /** Told while search rows are made for what was stored by another version of the program. */
  readonly onRefill?: OnRefill;
  /** To go on with an import; else a store with one under way is refused. */
  readonly isImport?: boolean;
}

/**
 * Opens the store on a SQLite file, makes the file when it does not exist, and brings its schema up to date.
 * Rejects with `configuration` when the file is no database, or one of another program version.
 *
 * @example
 * const store = await openSqliteStore({ file: 'var/samplan.db' });
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const { file, master, now = () => new Date().toISOString() } = options;
  const { isGone = () => false, process = randomUUID(), signer } = options;
  const migrations = await readMigrations('sqlite');
  let database: DatabaseSync | undefined;
  try {
    database = await openDatabase(file);
    migrate(database, migrations);
    const ring = openKeys(database, master);
    useKeys(database, ring);
    if (importPlace(new Statements(database)) === undefined) refillRows(database, options.onRefill);
    else if (!options.isImport) throw new SamplanError('configuration', storeTexts.importUnderWay);
    const secret = secretOf(drawn(new Statements(database)), ring);
    return new SqliteStore(database, now, { isGone, process, signer, seals: sealsOf(ring), secret });
  } catch (error) {
    database?.close();
    if (isError(error)) throw error;
    throw new SamplanError('configuration', storeTexts.cannotOpen, { where: file, cause: error });
  }
}

/** What is drawn once for all processes. */
function drawn(statements: Statements): string {
  statements.run('INSERT OR IGNORE INTO shared_secret (one, drawn) VALUES (1, ?)', drawnSecret());
  return statements.get<{ readonly drawn: string }>('SELECT drawn FROM shared_secret')?.drawn ?? '';
}
