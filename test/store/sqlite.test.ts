import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { storeContract } from '../contract/store.ts';

storeContract('sqlite in memory', async () => ({
  store: await openSqliteStore({ file: ':memory:' }),
  dispose: async () => {},
}));

storeContract('sqlite on a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'samplan-store-'));
  const open = () => openSqliteStore({ file: join(folder, 'store.db') });
  return { store: await open(), again: open, dispose: () => rm(folder, { recursive: true }) };
});

storeContract('sqlite, sealed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'samplan-store-'));
  const master = randomBytes(32);
  const open = () => openSqliteStore({ file: join(folder, 'store.db'), master });
  return { store: await open(), again: open, dispose: () => rm(folder, { recursive: true }) };
});
