import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openPostgresStore } from '../../src/store/postgres/open-postgres-store.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { expectAllOf } from '../contract/store/nothing-of.ts';
import { dropSchema } from '../postgres/drop-schema.ts';
import { startPostgres } from '../postgres/server.ts';
import { Committers } from './killed-after.ts';

const ROUNDS = [1, 2, 3];

const server = await startPostgres();
const committers = new Committers();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'samplan-kill-'));
});
afterAll(async () => {
  committers.end();
  await rm(folder, { recursive: true });
  await server?.stop();
});

/** What was acknowledged is there whole; commits whose answer was lost may be there too, but only whole. */
async function expectWhole(store: Store, acknowledged: readonly string[]): Promise<void> {
  try {
    expect(acknowledged.length).toBeGreaterThanOrEqual(240);
    for (const person of acknowledged) await expectAllOf(store, person);
    const { persons } = await store.changedSince(0);
    for (const person of persons) await expectAllOf(store, person);
    expect(await store.overview()).toMatchObject({ records: persons.length, setAside: persons.length });
  } finally {
    await store.close();
  }
}

test('sqlite: every commit that was acknowledged before kill -9 is there whole, and none is there by half', async () => {
  const file = join(folder, 'store.db');
  const acknowledged: string[] = [];
  for (const round of ROUNDS) acknowledged.push(...(await committers.killedAfter(40 * round, file, String(round))));
  await expectWhole(await openSqliteStore({ file }), acknowledged);
});

if (server) {
  const { url } = server;
  test('postgres: the same, of processes that are killed beside each other', async () => {
    const schema = `kill_${process.pid}`;
    const options = { url, schema, pool: 3, statementTimeout: 20 };
    await dropSchema(url, schema);
    try {
      await (await openPostgresStore(options)).close();
      const killed = await Promise.all(
        ROUNDS.map((round) => committers.killedAfter(40 * round, url, String(round), schema)),
      );
      await expectWhole(await openPostgresStore(options), killed.flat());
    } finally {
      committers.end();
      await dropSchema(url, schema);
    }
  });
}
