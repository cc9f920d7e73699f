import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { composeJobs } from '../../src/compose/jobs.ts';
import type { Configuration } from '../../src/config.ts';
import type { Context } from '../../src/exchange/context.ts';
import { openLog } from '../../src/observe/log.ts';
import { Stopping } from '../../src/stopping.ts';
import { sealsOf } from '../../src/store/at-rest/seals.ts';
import { openConnections } from '../../src/store/postgres/connections.ts';
import { openPostgresStore } from '../../src/store/postgres/open-postgres-store.ts';
import { Statements } from '../../src/store/postgres/statements.ts';
import { first, goal, NOW, patient } from '../contract/store/samples.ts';
import { ProxiedLine } from '../drill/line.ts';
import { type OwnPostgresServer, startOwnPostgres } from '../postgres/server.ts';

const server = await startOwnPostgres();

// A run without PostgreSQL says so once (test/around/tell-stores.ts).
if (!server) test('there is no PostgreSQL to be cut off from', () => expect(server).toBeUndefined());
else cutOff(server);

function cutOff({ folder, stop }: OwnPostgresServer): void {
  describe('a line to PostgreSQL over which nothing comes, and nobody is told', () => {
    let line: ProxiedLine;
    const settings = () => ({
      url: `postgresql://samplan@127.0.0.1:${line.port}/postgres`,
      ...{ schema: 'silence', pool: 2, statementTimeout: 1 },
    });
    beforeAll(async () => {
      line = await ProxiedLine.open(join(folder, '.s.PGSQL.5432'));
    });
    afterAll(async () => {
      await line.close();
      await stop();
    });

    test('who waits for an answer of the store is told that it failed, and it goes on over new connections', async () => {
      const store = await openPostgresStore(settings());
      // Over both connections, so that both are there when the line is cut.
      await Promise.all([store.commit({ writes: [first(patient('p'), 'p')] }), store.record('p')]);
      line.cut();
      const commit = store.commit({ writes: [first(goal('g', 'p'), 'p')] });
      const outcomes = await Promise.allSettled([commit, store.record('p')]);
      expect(outcomes).toMatchObject([
        { status: 'rejected', reason: { code: 'internal' } },
        { status: 'rejected', reason: { code: 'internal' } },
      ]);
      line.mend(false);
      await store.commit({ writes: [first(goal('h', 'p'), 'p')] });
      expect((await store.read('Goal', 'h'))?.resource).toMatchObject({ id: 'h' });
      await store.close();
    });

    test('what says itself that it takes long is waited for longer than any other statement', async () => {
      await (await openPostgresStore(settings())).close();
      const others = new pg.Client({ connectionString: settings().url });
      await others.connect();
      // As another process stands that changes the schema.
      await others.query('BEGIN');
      await others.query("SELECT pg_advisory_xact_lock(hashtext('silence migrations'))");
      const opening = openPostgresStore(settings());
      const pool = openConnections(settings());
      const long = new Statements(pool, sealsOf(undefined)).patiently.transaction('read', async (reader) => {
        await reader.all("SELECT set_config('statement_timeout', '0', true)");
        return reader.all('SELECT pg_sleep(4)');
      });
      expect(await long).toHaveLength(1);
      await others.query('COMMIT');
      await (await opening).close();
      await Promise.all([others.end(), pool.end()]);
    });

    test('who waits for an answer of the queue of jobs is told that it failed, and it goes on over new connections', async () => {
      const configuration = { partners: [], timezone: 'Europe/Oslo', store: { kind: 'postgres', ...settings() } };
      const engine = await composeJobs(configuration as unknown as Configuration, {
        context: { partners: [], now: () => NOW, newId: randomUUID } as unknown as Context,
        ...{ log: openLog({ to: { write: () => {} } }), stopping: new Stopping({ drainSeconds: 0, withinSeconds: 1 }) },
        ...{ mayWork: () => false, onEnded: () => {} },
      });
      expect(await engine.givenUp()).toEqual([]);
      line.cut();
      await expect(engine.givenUp()).rejects.toThrow();
      line.mend(false);
      // One that was open and not asked may not have noticed yet that it is lost.
      let told: readonly unknown[] | undefined;
      while (told === undefined) told = await engine.givenUp().catch(() => undefined);
      expect(told).toEqual([]);
      await engine.stop();
    });
  });
}
