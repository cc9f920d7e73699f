import { execFileSync } from 'node:child_process';
import { chown, copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { openConnections, tlsOf } from '../../src/store/postgres/connections.ts';
import { openPostgresStore } from '../../src/store/postgres/open-postgres-store.ts';
import { freePort } from '../free-port.ts';
import { findBinaries } from '../postgres/binaries.ts';
import { type OwnPostgresServer, startOwnPostgres } from '../postgres/server.ts';

const FIXTURES = 'test/access/fixtures';
const FILES = ['server.pem', 'server-key.pem', 'client.pem'] as const;

test('the server must show a certificate, here and to the queue of jobs', () => {
  expect(tlsOf({ authority: 'x' })).toMatchObject({ ca: 'x', rejectUnauthorized: true });
});

// What runs PostgreSQL is told by the suite; without it nothing here can be asked.
if (await findBinaries()) {
  let folder: string;
  let server: OwnPostgresServer | undefined;
  let port: number;
  const text = (name: string): Promise<string> => readFile(join(FIXTURES, name), 'utf8');
  const options = async (more: object = {}) => ({
    url: `postgresql://samplan@127.0.0.1:${port}/postgres`,
    ...{ schema: 'tls', pool: 2, statementTimeout: 20, tls: { authority: await text('server.pem') } },
    ...more,
  });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'samplan-pg-tls-'));
    for (const name of FILES) await copyFile(join(FIXTURES, name), join(folder, name));
    if (process.getuid?.() === 0) {
      const id = (flag: string): number => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
      // The server's own, and nobody else's: otherwise it refuses its key.
      for (const name of FILES) await chown(join(folder, name), id('-u'), id('-g'));
    }
    execFileSync('chmod', ['600', ...FILES.map((name) => join(folder, name))]);
    port = await freePort();
    const ssl = [
      'ssl=on',
      ...['cert_file=server.pem', 'key_file=server-key.pem', 'ca_file=client.pem'].map(
        (one) => `ssl_${one.replace('=', `=${folder}/`)}`,
      ),
    ];
    server = await startOwnPostgres(['listen_addresses=127.0.0.1', `port=${port}`, ...ssl], folder);
  });
  afterAll(async () => {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  describe('PostgreSQL over TLS', () => {
    test('a store is opened, written and read, and every connection of it is encrypted', async () => {
      const store = await openPostgresStore(await options());
      await store.commit({ writes: [{ resource: { resourceType: 'Organization', id: 'a' }, version: 1 }] });
      expect((await store.read('Organization', 'a'))?.resource).toMatchObject({ id: 'a' });
      const admin = new pg.Client({ connectionString: server?.url });
      await admin.connect();
      const { rows } = await admin.query(
        "SELECT s.ssl, s.version FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid) WHERE a.application_name = 'samplan'",
      );
      await admin.end();
      await store.close();
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) expect(row).toEqual({ ssl: true, version: expect.stringMatching(/^TLSv1\.[23]$/u) });
    });

    test('a server soon looks whether somebody is still there, and keeps no place for hours for who is gone', async () => {
      const pool = openConnections(await options());
      const { rows } = await pool.query(
        `SELECT name, setting FROM pg_settings WHERE name IN ('tcp_keepalives_idle', 'tcp_keepalives_count', 'tcp_user_timeout') ORDER BY name`,
      );
      await pool.end();
      expect(rows.map(({ name, setting }) => [name, Number(setting)])).toEqual([
        ['tcp_keepalives_count', 3],
        ['tcp_keepalives_idle', 30],
        ['tcp_user_timeout', 60_000],
      ]);
    });

    test('a server whose certificate is of another authority is not spoken to', async () => {
      await expect(
        openPostgresStore(await options({ tls: { authority: await text('other.pem') } })),
      ).rejects.toMatchObject({ code: 'configuration', cause: { message: expect.stringMatching(/certificate|SSL/u) } });
    });

    test('nor one that shows a certificate which nobody vouches for', async () => {
      await expect(openPostgresStore(await options({ tls: {} }))).rejects.toMatchObject({
        code: 'configuration',
        cause: { message: expect.stringMatching(/certificate|SSL/u) },
      });
    });

    test('nor one that offers no TLS: nothing is sent in the clear instead', async () => {
      const plain = await startOwnPostgres(['listen_addresses=127.0.0.1', `port=${await freePort()}`]);
      const plainPort = /port=(\d+)/u.exec(plain?.url ?? '')?.[1];
      try {
        const url = `postgresql://samplan@127.0.0.1:${plainPort}/postgres`;
        await expect(openPostgresStore(await options({ url }))).rejects.toMatchObject({
          code: 'configuration',
          cause: { message: expect.stringMatching(/certificate|SSL/u) },
        });
      } finally {
        await plain?.stop();
      }
    });

    test('a certificate of our own is shown where it is configured', async () => {
      const [key, certificate] = await Promise.all([text('client-key.pem'), text('client.pem')]);
      const tls = { authority: await text('server.pem'), key, certificate };
      const pool = openConnections(await options({ tls }));
      const { rows } = await pool.query('SELECT client_dn FROM pg_stat_ssl WHERE pid = pg_backend_pid()');
      await pool.end();
      expect(rows).toEqual([{ client_dn: expect.stringContaining('client.example.no') }]);
    });
  });
}
