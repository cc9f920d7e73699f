import { SamplanError } from '../../errors.ts';
import { fingerprint, type KeyRing } from '../at-rest/key-ring.ts';
import { type KeyRow, type Purpose, ringOf, sealedKey } from '../at-rest/sealed-keys.ts';
import { IS_USED } from '../at-rest/what-is-sealed.ts';
import { storeTexts } from '../texts.ts';
import type { Statements } from './statements.ts';

const LOCK = `SELECT pg_advisory_xact_lock(hashtext(current_schema() || ' keys'))`;
const ALL = 'SELECT id, purpose, master, sealed FROM store_keys ORDER BY id';
const ADD = 'INSERT INTO store_keys (purpose, master, sealed) VALUES (?, ?, ?)';

/**
 * The keys of a database under its master key. They are made when an empty database is opened with one for the first time; what was
 * written without keys is not sealed afterwards.
 *
 * @returns undefined where there are no keys, and none are asked for
 * @throws SamplanError `configuration` for a sealed database without a master key or with another, and for one that has been used
 * without keys
 */
export async function openKeys(statements: Statements, master: Uint8Array | undefined): Promise<KeyRing | undefined> {
  return statements.transaction('write', async (alone) => {
    await alone.all(LOCK);
    const rows = await alone.all<KeyRow>(ALL);
    if (rows.length > 0) return ringOf(rows, master);
    if (!master) return undefined;
    if (await alone.get(IS_USED))
      throw new SamplanError('configuration', storeTexts.keyLate, { where: 'store.keyFile' });
    const add = (purpose: Purpose): Promise<number> =>
      alone.run(ADD, purpose, fingerprint(master), sealedKey(master, purpose));
    await add('index');
    await add('data');
    return ringOf(await alone.all<KeyRow>(ALL), master);
  });
}
