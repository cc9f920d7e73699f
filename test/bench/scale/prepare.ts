import { join } from 'node:path';
import { readArchive } from '../../../src/archive/read-archive.ts';
import { writeArchive } from '../../../src/archive/write-archive.ts';
import { openPostgresStore } from '../../../src/store/postgres/open-postgres-store.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { type Papers, papersOf } from '../api/papers.ts';
import type { Peers } from '../sync/installation.ts';
import { prepareMould, settlePeers } from '../sync/large.ts';
import { MOULD } from '../sync/mould.ts';
import { multiply } from './multiply.ts';

/** A schema full of records that are in step with two partners. */
export interface Prepared {
  readonly peers: Peers;
  readonly papers: Papers;
}

/**
 * The mould comes in through Samplan's own passes, is exported, and imported into PostgreSQL; everybody else's rows are cast from hers there.
 *
 * @param folder for what is needed on the way
 */
export async function prepare(
  { url, schema, folder }: { readonly url: string; readonly schema: string; readonly folder: string },
  count: number,
  onProgress: (done: number) => void,
): Promise<Prepared> {
  const file = join(folder, `mould-${count}.db`);
  const archive = join(folder, `mould-${count}.ndjson`);
  const moulded = await prepareMould(file);
  const sqlite = await openSqliteStore({ file });
  const papers = papersOf(await recordOfMould(sqlite));
  await writeArchive(sqlite, archive, { software: 'bench' });
  await sqlite.close();
  const open = () => openPostgresStore({ url, schema, pool: 2, statementTimeout: 600 });
  const empty = await open();
  await readArchive(empty, archive, {});
  await empty.close();
  const newest = await multiply(url, schema, count, onProgress);
  const store = await open();
  const peers = await settlePeers(store, moulded, count, newest);
  await store.close();
  return { peers, papers };
}

async function recordOfMould(store: Store): Promise<Parameters<typeof papersOf>[0]> {
  const [person] = await store.persons([{ system: 'urn:oid:2.16.578.1.12.4.1.4.1', value: MOULD.fnr }]);
  if (person === undefined) throw new Error('the mould is not there');
  return (await store.record(person)).parts.map(({ resource }) => resource);
}
