import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { openAnchorSigner } from '../audit/anchor-key.ts';
import type { Configuration, PostgresSettings } from '../config.ts';
import type { Log } from '../observe/log.ts';
import { readMasterKey } from '../store/at-rest/master-key.ts';
import type { ConnectionOptions } from '../store/postgres/connections.ts';
import { openSqliteStore } from '../store/sqlite/open-sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { isGone, leaseOwner } from '../sync/lease-owner.ts';

/**
 * Opens the store that the configuration names.
 *
 * @example
 * const store = await composeStore(await loadConfiguration('samplan.yaml'), { log: openLog() });
 */
export async function composeStore(
  { store, audit: { signingKey } }: Pick<Configuration, 'store' | 'audit'>,
  { log, isImport = false }: { readonly log: Log; readonly isImport?: boolean },
): Promise<Store> {
  const options = {
    isImport,
    ...(store.keyFile === undefined ? {} : { master: await readMasterKey(store.keyFile) }),
    isGone,
    process: leaseOwner(randomUUID()),
    signer: signingKey === undefined ? undefined : openAnchorSigner(signingKey),
    onRefill: (counts: { readonly done: number; readonly of: number }) =>
      log.info('search rows are made of what was stored before', { counts }),
  };
  if (store.kind === 'sqlite') return openSqliteStore({ file: store.file, ...options });
  // Who has no PostgreSQL need not load it.
  const { openPostgresStore } = await import('../store/postgres/open-postgres-store.ts');
  return openPostgresStore({ ...(await connectionOf(store)), ...options });
}

/** How the database is reached, with what its files hold. */
export async function connectionOf({ passwordFile, tls, ...settings }: PostgresSettings): Promise<ConnectionOptions> {
  const { url, schema, pool, statementTimeout } = settings;
  const pem = async (name: string, file: string): Promise<object> =>
    file === '' ? {} : { [name]: await readFile(file, 'utf8') };
  return {
    ...{ url, schema, pool, statementTimeout },
    ...(passwordFile === undefined ? {} : { password: (await readFile(passwordFile, 'utf8')).trim() }),
    ...(tls
      ? {
          tls: {
            ...(await pem('authority', tls.authority)),
            ...(await pem('key', tls.key)),
            ...(await pem('certificate', tls.certificate)),
          },
        }
      : {}),
  };
}
