import { readMigrations } from '../migrations.ts';
import { migrate } from './migrate.ts';
import { openDatabase } from './open-database.ts';
import { forgetOldPages, rotateKeys } from './stored-keys.ts';

/**
 * Gives a database another master key and seals everything in it anew.
 *
 * @returns how many texts were sealed
 * @throws SamplanError `configuration` when `from` is not the key it is sealed with, or somebody else has it open; then nothing has
 * changed
 * @example
 * await rotateStore('var/samplan.db', await readMasterKey('old.key'), await readMasterKey('new.key'));
 */
export async function rotateStore(file: string, from: Uint8Array, to: Uint8Array): Promise<number> {
  const database = await openDatabase(file);
  try {
    migrate(database, await readMigrations('sqlite'));
    const sealed = rotateKeys(database, from, to);
    forgetOldPages(database);
    return sealed;
  } finally {
    database.close();
  }
}
