import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import type { JobEngine } from '../../../src/sync/jobs/job-engine.ts';
import { createPgBossEngine } from '../../../src/sync/jobs/pg-boss-engine.ts';
import type { PerformShare } from '../../../src/sync/jobs/pg-boss-shares.ts';
import type { ShareDone, SharesDone } from '../../../src/sync/sharing.ts';
import { EVERY_SECOND, jobEngineContract, NIGHTLY, Passes, summaryOf } from '../../contract/job-engine.ts';
import { SILENT } from '../../exchange/stage.ts';
import { dropSchema } from '../../postgres/drop-schema.ts';
import { startPostgres } from '../../postgres/server.ts';

const server = await startPostgres();

// Where this machine has no PostgreSQL the run says so (test/around/tell-stores.ts).
if (!server) {
  test('an engine is made without a database, which it opens when it is needed', async () => {
    const options = {
      timezone: 'Europe/Oslo',
      mayWork: () => true,
      random: Math.random,
      newId: randomUUID,
      log: SILENT,
    };
    const now = (): string => new Date().toISOString();
    await createPgBossEngine({
      connection: {},
      perform: new Passes().perform,
      performShare: async () => undefined,
      now,
      ...options,
    }).stop();
  });
} else {
  const { url } = server;
  const schema = `jobs_${process.pid}`;
  const open = (
    passes: Passes,
    given: { readonly mayWork?: boolean; readonly performShare?: PerformShare } = {},
  ): JobEngine =>
    createPgBossEngine({
      connection: { connectionString: url, schema, max: 4 },
      perform: passes.perform,
      performShare: given.performShare ?? (async () => undefined),
      timezone: 'Europe/Oslo',
      mayWork: () => given.mayWork ?? true,
      random: () => 0,
      now: () => new Date().toISOString(),
      newId: randomUUID,
      log: SILENT,
    });
  const emptied = async (): Promise<void> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(`DELETE FROM ${schema}.job`);
    await client.end();
  };
  afterAll(async () => {
    await dropSchema(url, schema);
    await server.stop();
  });

  jobEngineContract('on PostgreSQL', async () => ({ open: (passes) => open(passes), dispose: emptied }));

  describe('several processes with jobs on one PostgreSQL', () => {
    let client: pg.Client;
    let engines: JobEngine[] = [];
    const all = (...some: readonly JobEngine[]): void => {
      engines.push(...some);
    };
    beforeEach(async () => {
      client = new pg.Client({ connectionString: url, options: `-c search_path=${schema}` });
      await client.connect();
    });
    afterEach(async () => {
      await Promise.all(engines.map((engine) => engine.stop()));
      engines = [];
      await client.end();
      await emptied();
    });
    const jobs = async (where: string): Promise<readonly Record<string, unknown>[]> =>
      (await client.query(`SELECT * FROM job WHERE name = 'passes' AND ${where} ORDER BY created_on`)).rows;

    test('a tick is taken once, whoever is up', async () => {
      const passes = [new Passes(), new Passes(), new Passes()];
      all(...passes.map((one) => open(one)));
      const started = Date.now();
      await Promise.all(engines.map((engine) => engine.start([EVERY_SECOND])));
      await Promise.race(passes.map((one) => one.until(({ length }) => length === 4)));
      await Promise.all(engines.map((engine) => engine.stop()));
      const ticks = (Date.now() - started) / 1_000 + 1;
      const taken = passes.flatMap(({ performed }) => performed).length;
      expect(taken).toBeLessThanOrEqual(ticks);
      expect(await jobs("state = 'completed'")).toHaveLength(taken);
    });

    test('a tick that several missed is made up for once', async () => {
      const passes = new Passes();
      all(open(passes), open(passes));
      const missed = { ...NIGHTLY, lastRun: '2026-11-01T00:00:00.000Z' };
      await Promise.all(engines.map((engine) => engine.start([missed])));
      await passes.until(({ length }) => length === 1);
      const late = open(passes);
      all(late);
      await late.start([missed]);
      await late.ask({ partner: 'Granli kommune', kind: 'pass', acceptMissing: false });
      expect(passes.performed.map(({ kind }) => kind)).toEqual(['reconciliation', 'pass']);
    });

    describe('a share of a pass', () => {
      const order = { partner: 'Fjordvik kommune', kind: 'pass', acceptMissing: false } as const;
      const fence = { lease: 'partner:Fjordvik kommune', token: 7 };
      const turns = { name: 'partner:Fjordvik kommune/lanes', before: 3, count: 4 };
      const share = { partner: order.partner, run: 'r', fence, atOnce: false, lanes: turns, shards: turns };
      const shares = async (where: string): Promise<readonly unknown[]> =>
        (await client.query(`SELECT data, output FROM job WHERE name = 'shares' AND ${where}`)).rows;

      test('is taken by others that work, not by who has the pass nor by who takes none, and who offered it hears what came of it', async () => {
        const done = { persons: 3, delivered: 30, withheld: 0, held: 0, blocked: 0 };
        // Whichever of the two has the pass: the other takes what it offers.
        const passes = new Passes();
        const taken = [0, 0, 0];
        const worker = (at: number) => async (): Promise<ShareDone> => {
          taken[at] = (taken[at] ?? 0) + 1;
          return done;
        };
        const web = open(passes, { mayWork: false, performShare: worker(2) });
        const two = [open(passes, { performShare: worker(0) }), open(passes, { performShare: worker(1) })];
        all(web, ...two);
        await Promise.all(two.map((engine) => engine.start([])));
        let told: SharesDone | undefined;
        passes.during = async (sharing) => {
          const over = await sharing.offer(share, 2);
          while (Math.max(...taken) === 0) await new Promise((resolve) => setTimeout(resolve, 20));
          told = await over();
        };
        await web.ask(order);
        const [most = 0, ...others] = taken.toSorted((one, other) => other - one);
        expect(others).toEqual([0, 0]);
        // What is taken while the offer is taken back has no lane any more, and nothing to tell.
        expect(told?.isAll).toBe(true);
        expect(told?.done.length).toBeGreaterThan(0);
        expect(told?.done.length).toBeLessThanOrEqual(most);
        for (const one of told?.done ?? []) expect(one).toEqual(done);
        expect(await shares('true')).toEqual([]);
      });

      test('that nobody takes is taken back', async () => {
        const passes = new Passes();
        const offering = open(passes);
        all(offering);
        let told: SharesDone | undefined;
        passes.during = async (sharing) => {
          told = await (await sharing.offer(share, 1))();
        };
        await offering.ask(order);
        expect(told).toEqual({ done: [], isAll: true });
        expect(await shares('true')).toEqual([]);
      });

      test('whose taker fails says nothing of what it was about, and not that all have ended', async () => {
        const passes = new Passes();
        const performShare = () => Promise.reject(new Error('about Ingrid'));
        const two = [open(passes, { performShare }), open(passes, { performShare })];
        all(...two);
        await Promise.all(two.map((engine) => engine.start([])));
        let told: SharesDone | undefined;
        let kept: readonly unknown[] = [];
        passes.during = async (sharing) => {
          const over = await sharing.offer(share, 1);
          while ((await shares("state = 'failed'")).length === 0);
          kept = await shares('true');
          told = await over();
        };
        await two[0]?.ask(order);
        // Whether it goes on nobody knows: the pass delivers to none of those whom it may have had.
        expect(told).toEqual({ done: [], isAll: false });
        expect(kept.length).toBeGreaterThan(0);
        expect(JSON.stringify(kept)).not.toContain('Ingrid');
      });
    });

    test('two who ask for the same that waits are answered by one pass', async () => {
      const [web, worker] = [new Passes(), new Passes()];
      const asking = open(web, { mayWork: false });
      all(asking);
      const order = { partner: 'Fjordvik kommune', kind: 'pass', acceptMissing: false } as const;
      const both = Promise.all([asking.ask(order), asking.ask(order)]);
      while ((await jobs("state = 'created'").catch(() => [])).length === 0);
      const working = open(worker);
      all(working);
      await working.start([]);
      expect(await both).toEqual([summaryOf(order.partner), summaryOf(order.partner)]);
      expect(worker.performed).toEqual([{ ...order, atOnce: true }]);
      expect(web.performed).toEqual([]);
    });

    test('what fails waits longer each time, is given up in the end, told, and forgotten when it goes well', async () => {
      const passes = new Passes();
      passes.outcome = 'failed';
      const engine = open(passes);
      all(engine);
      await engine.start([{ ...NIGHTLY, lastRun: '2026-11-01T00:00:00.000Z' }]);
      const waits: number[] = [];
      for (let tries = 1; tries <= 6; tries += 1) {
        await passes.until(({ length }) => length === tries);
        for (;;) {
          const [retry] = await jobs("state = 'retry'");
          if (retry) {
            waits.push((retry['start_after'] as Date).getTime() - (retry['started_on'] as Date).getTime());
            await client.query("UPDATE job SET start_after = now() WHERE name = 'passes' AND state = 'retry'");
            break;
          }
          if ((await jobs("state = 'failed'")).length > 0) break;
        }
      }
      expect(waits).toHaveLength(5);
      expect(waits[4]).toBeGreaterThan((waits[0] ?? 0) * 4);
      const [given, ...more] = await engine.givenUp();
      expect(given).toMatchObject({ partner: 'Fjordvik kommune', kind: 'reconciliation', attempts: 6 });
      expect(more).toEqual([]);

      passes.outcome = 'completed';
      const next = open(passes);
      all(next);
      await next.start([{ ...NIGHTLY, lastRun: '2026-11-02T00:00:00.000Z' }]);
      await passes.until(({ length }) => length === 7);
      while ((await engine.givenUp()).length > 0);
    });

    test('what a pass throws is not kept', async () => {
      const passes = new Passes();
      passes.throws = true;
      const engine = open(passes);
      all(engine);
      await engine.start([{ ...NIGHTLY, lastRun: '2026-11-01T00:00:00.000Z' }]);
      while ((await jobs("state = 'retry'")).length === 0);
      expect(JSON.stringify(await jobs('true'))).not.toContain('Ingrid');
    });

    test('a pass that meets the lease of another is looked at again', async () => {
      const passes = new Passes();
      passes.outcome = 'skipped';
      const engine = open(passes);
      all(engine);
      await engine.start([{ ...NIGHTLY, lastRun: '2026-11-01T00:00:00.000Z' }]);
      while ((await jobs("state = 'created'")).length === 0 || (await jobs("state = 'completed'")).length === 0);
      passes.outcome = 'completed';
      await client.query("UPDATE job SET start_after = now() WHERE name = 'passes' AND state = 'created'");
      await passes.until(({ length }) => length === 2);
    });

    test('the job of a process that says nothing any more is taken by another', async () => {
      const [dead, alive] = [new Passes(), new Passes()];
      const release = dead.hold();
      const engine = open(dead);
      all(engine);
      await engine.start([{ ...NIGHTLY, lastRun: '2026-11-01T00:00:00.000Z' }]);
      await dead.until(({ length }) => length === 1);
      // As it stands when its process was killed.
      await client.query(
        "UPDATE job SET heartbeat_on = now() - interval '1 hour' WHERE name = 'passes' AND state = 'active'",
      );
      await client.query("UPDATE queue SET monitor_on = now() - interval '1 hour'");
      const other = open(alive);
      all(other);
      await other.start([]);
      for (;;) {
        if ((await jobs("state = 'retry'")).length > 0) break;
        if ((await jobs("state = 'active' AND retry_count > 0")).length > 0) break;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      await client.query("UPDATE job SET start_after = now() WHERE name = 'passes' AND state = 'retry'");
      await alive.until(({ length }) => length === 1);
      release();
    }, 60_000);
  });
}
