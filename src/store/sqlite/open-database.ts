import { open } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';

/** Milliseconds to wait for another process that is writing. */
const BUSY_TIMEOUT = 5000;

/**
 * Opens or makes a database with a write-ahead log. Its commits outlive the process at once, and a power failure once the
 * log was synced (GroupCommit sees to that).
 *
 * @example
 * const database = await openDatabase('var/samplan.db');
 */
export async function openDatabase(file: string): Promise<DatabaseSync> {
  // SQLite gives the journal files the mode of the database: nobody but the owner may read plans.
  if (file !== ':memory:') await (await open(file, 'a', 0o600)).close();
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT, enableForeignKeyConstraints: true });
  try {
    database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = NORMAL');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
