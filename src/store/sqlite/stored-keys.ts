import type { DatabaseSync } from 'node:sqlite';
import { SamplanError } from '../../errors.ts';
import { fingerprint, type KeyRing } from '../at-rest/key-ring.ts';
import { type KeyRow, type Purpose, ringOf, sealedKey, unsealedKey } from '../at-rest/sealed-keys.ts';
import { IS_USED, SEALED_COLUMNS } from '../at-rest/what-is-sealed.ts';
import { storeTexts } from '../texts.ts';
import { useKeys } from './sealed-columns.ts';

const ALL = 'SELECT id, purpose, master, sealed FROM store_keys ORDER BY id';
const ADD = 'INSERT INTO store_keys (purpose, master, sealed) VALUES (?, ?, ?)';
const RESEAL = 'UPDATE store_keys SET master = ?, sealed = ? WHERE id = ?';
const FORGET_OLD = `
  DELETE FROM store_keys WHERE purpose = 'data' AND id < (SELECT max(id) FROM store_keys WHERE purpose = 'data')`;
const HIDE = [
  // Made anew when there are keys (refill-rows.ts).
  'DELETE FROM token_rows',
  'DELETE FROM reference_rows',
  'DELETE FROM date_rows',
  'DELETE FROM private_rows',
  'DELETE FROM search_index',
  "UPDATE person_identifiers SET sealed = seal('person_identifiers.sealed', value), value = hidden_number(system, value)",
  "UPDATE partner_document_keys SET sealed = seal('partner_document_keys.sealed', key), key = hidden(key)",
] as const;

/** SQLITE_BUSY (sqlite.org/rescode.html). */
const BUSY = 5;

/**
 * The keys of a database under its master key. The first time there is one, keys are made and everything that stands there
 * already is sealed, in one transaction.
 *
 * @returns undefined where there are no keys, and none are asked for
 * @throws SamplanError `configuration` for a sealed database without a master key, or with another
 */
export function openKeys(database: DatabaseSync, master: Uint8Array | undefined): KeyRing | undefined {
  const rows = keyRows(database);
  if (rows.length > 0) return ringOf(rows, master);
  if (!master) return undefined;
  // Whoever has it open knows no keys: it would read what is sealed as it stands, and go on writing what anybody can read.
  const inOrder = isUsed(database) ? alone : inTransaction;
  const ring = inOrder(database, () => {
    // Another process may have been first.
    if (keyRows(database).length === 0) {
      add(database, 'index', master);
      add(database, 'data', master);
      const ring = ringOf(keyRows(database), master);
      useKeys(database, ring);
      for (const sql of HIDE) database.exec(sql);
      sealAgain(database, ring);
    }
    return ringOf(keyRows(database), master);
  });
  forgetOldPages(database);
  return ring;
}

/** What stood there before it was sealed, or was sealed with an old key, is not left in free pages or in the log. */
export function forgetOldPages(database: DatabaseSync): void {
  database.exec('VACUUM');
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
}

/**
 * A new master key and a new data key: all keys are sealed with the new master key, everything is sealed with the new data key,
 * and the old data keys are gone. One transaction: either the old master key opens everything, or the new one does. Keyed hashes
 * keep their key, which is sealed anew.
 *
 * @returns how many texts were sealed
 * @throws SamplanError `configuration` when `from` is not the key, or when somebody else has the database open: it would seal
 * with a key that is forgotten
 */
export function rotateKeys(database: DatabaseSync, from: Uint8Array, to: Uint8Array): number {
  return alone(database, () => {
    const old = ringOf(keyRows(database), from);
    useKeys(database, old);
    for (const row of keyRows(database)) {
      database.prepare(RESEAL).run(fingerprint(to), sealedKey(to, row.purpose, unsealedKey(from, row)), row.id);
    }
    add(database, 'data', to);
    const ring = ringOf(keyRows(database), to);
    useKeys(database, ring);
    const sealed = sealAgain(database, ring);
    database.exec(FORGET_OLD);
    return sealed;
  });
}

function keyRows(database: DatabaseSync): readonly KeyRow[] {
  return database.prepare(ALL).all() as unknown as readonly KeyRow[];
}

function add(database: DatabaseSync, purpose: Purpose, master: Uint8Array): void {
  database.prepare(ADD).run(purpose, fingerprint(master), sealedKey(master, purpose));
}

/** Everything that is not sealed with the newest data key. */
function sealAgain(database: DatabaseSync, ring: KeyRing): number {
  let count = 0;
  for (const [table, column] of SEALED_COLUMNS) {
    const label = `${table}.${column}`;
    const isDone = `k${ring.newest}.%`;
    count += Number(
      database
        .prepare(
          `UPDATE ${table} SET ${column} = seal('${label}', unseal('${label}', ${column}))
           WHERE ${column} IS NOT NULL AND ${column} NOT LIKE ?`,
        )
        .run(isDone).changes,
    );
  }
  return count;
}

function isUsed(database: DatabaseSync): boolean {
  return database.prepare(IS_USED).get() !== undefined;
}

/** A transaction while nobody else has the database open. */
function alone<T>(database: DatabaseSync, work: () => T): T {
  database.exec('PRAGMA locking_mode = EXCLUSIVE');
  try {
    return inTransaction(database, work);
  } catch (error) {
    throw (error as { readonly errcode?: unknown }).errcode === BUSY
      ? new SamplanError('configuration', storeTexts.databaseInUse, { where: 'store.file', cause: error })
      : error;
  } finally {
    // Given up with the next reading.
    database.exec('PRAGMA locking_mode = NORMAL');
    isUsed(database);
  }
}

function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
