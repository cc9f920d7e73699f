import { randomUUID } from 'node:crypto';
import type { AnchorSigner } from '../../audit/anchor-key.ts';
import { isError, SamplanError } from '../../errors.ts';
import { sealsOf } from '../at-rest/seals.ts';
import { readMigrations } from '../migrations.ts';
import type { OnRefill } from '../refill.ts';
import { drawnSecret, secretOf } from '../shared-secret.ts';
import type { Store } from '../store.ts';
import { storeTexts } from '../texts.ts';
import { importPlace } from './carriage.ts';
import { type ConnectionOptions, openConnections } from './connections.ts';
import { raiseFeedBase } from './feed-base.ts';
import { makeFunctions } from './functions.ts';
import { migrate } from './migrate.ts';
import { PostgresStore } from './postgres-store.ts';
import { numberParameters, refillRows } from './refill-rows.ts';
import { Statements } from './statements.ts';
import { openKeys } from './stored-keys.ts';

/** As in the number that `SHOW server_version_num` gives. */
const OLDEST = 150_000;

export interface PostgresStoreOptions extends ConnectionOptions {
  /** Seals what the database holds (docs/security.md); without it nothing is sealed. */
  readonly master?: Uint8Array;
  /** Clock for resources that come without `meta.lastUpdated`. */
  readonly now?: () => string;
  /** True when the owner of a lease surely runs no more, so that nobody waits for its lease to end. */
  readonly isGone?: (owner: string) => boolean;
  /** Names this process among all that write to the database; a new name each time unless told. */
  readonly process?: string;
  /** Signs the anchors of the access log. */
  readonly signer?: AnchorSigner | undefined;
  /** Told while search rows are made for what was stored by another version of the program. */
  readonly onRefill?: OnRefill;
  /** To go on with an import; else a store with one under way is refused. */
  readonly isImport?: boolean;
}

/**
 * Opens the store in a schema of a PostgreSQL database (15 or newer), makes the schema when it is not there, and brings it up to date.
 * Rejects with `configuration` when the server cannot be reached or is too old, or the schema is of another program version.
 *
 * @example
 * const store = await openPostgresStore({ url: 'postgresql://samplan@127.0.0.1/samplan', schema: 'samplan', pool: 10, statementTimeout: 30 });
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<Store> {
  const { schema, master, now = () => new Date().toISOString(), process = randomUUID(), signer } = options;
  const { isGone = () => false, onRefill } = options;
  const pool = openConnections(options);
  try {
    const client = await pool.connect();
    let functions: Awaited<ReturnType<typeof makeFunctions>>;
    try {
      const { rows } = await client.query<{ readonly server_version_num: string }>('SHOW server_version_num');
      if (Number(rows[0]?.server_version_num) < OLDEST) {
        throw new SamplanError('configuration', storeTexts.serverTooOld, { where: 'store.url' });
      }
      await migrate(client, schema, await readMigrations('postgres'));
      functions = await makeFunctions(client, schema);
      await raiseFeedBase(client);
    } finally {
      client.release();
    }
    const ring = await openKeys(new Statements(pool, sealsOf(undefined)), master);
    const statements = new Statements(pool, sealsOf(ring));
    const numbers = await numberParameters(statements);
    if ((await importPlace(statements)) === undefined) await refillRows(statements, numbers, onRefill);
    else if (!options.isImport) throw new SamplanError('configuration', storeTexts.importUnderWay);
    const secret = secretOf(await drawn(statements), ring);
    return new PostgresStore(pool, statements, { now, functions, numbers, isGone, process, signer, secret });
  } catch (error) {
    await pool.end();
    if (isError(error)) throw error;
    throw new SamplanError('configuration', storeTexts.cannotConnect, { where: 'store.url', cause: error });
  }
}

/** What is drawn once for all processes, whichever comes first. */
async function drawn(statements: Statements): Promise<string> {
  await statements.run('INSERT INTO shared_secret (one, drawn) VALUES (1, ?) ON CONFLICT DO NOTHING', drawnSecret());
  return (await statements.get<{ readonly drawn: string }>('SELECT drawn FROM shared_secret'))?.drawn ?? '';
}
