import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openPostgresStore } from '../../src/store/postgres/open-postgres-store.ts';
import { indexed } from '../../src/store/postgres/search-rows.ts';
import { storeContract } from '../contract/store.ts';
import { dropSchema } from '../postgres/drop-schema.ts';
import { emptied } from '../postgres/emptied.ts';
import { startPostgres } from '../postgres/server.ts';

// Where this machine has no PostgreSQL the run says so (test/around/tell-stores.ts), and what follows is not there.
const server = await startPostgres();

if (server) {
  const { url } = server;
  const schemas = { plain: `plain_${process.pid}`, sealed: `sealed_${process.pid}` };
  const dropped = () => Promise.all(Object.values(schemas).map((schema) => dropSchema(url, schema)));
  beforeAll(dropped);
  afterAll(async () => {
    await dropped();
    await server.stop();
  });

  /** One schema for all tests of a contract: to make one takes longer than a test. */
  const fixture = (schema: string, master?: Uint8Array) => async () => {
    const open = () => openPostgresStore({ url, schema, pool: 4, statementTimeout: 20, ...(master ? { master } : {}) });
    return { store: await open(), again: open, dispose: () => emptied(url, schema) };
  };
  storeContract('postgres', fixture(schemas.plain));
  storeContract('postgres, sealed', fixture(schemas.sealed, randomBytes(32)));
}

describe('what is looked up', () => {
  test('is as long as an index takes, and never the same for two texts', () => {
    const long = 'x'.repeat(5_000);
    expect(indexed('urn:a')).toBe('urn:a');
    expect(indexed(`${long}a`)).not.toBe(indexed(`${long}b`));
    expect(Buffer.byteLength(indexed('ø'.repeat(5_000)))).toBeLessThan(2_700 / 2);
  });
});
