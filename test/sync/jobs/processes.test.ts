import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import pg from 'pg';
import { parse } from 'yaml';
import { openPostgresStore } from '../../../src/store/postgres/open-postgres-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { postgresDatabase } from '../../demo/database.ts';
import { startPartner } from '../../demo/partner-process.ts';
import { FJORDVIK, SYSTEMS, TRUST } from '../../demo/people/organizations.ts';
import { random } from '../../demo/random.ts';
import { type Stage, setStage } from '../../demo/stage.ts';
import { isMoving } from '../../demo/totals.ts';
import { listening } from '../../kill/listening.ts';
import { plansOf } from '../../kill/plans.ts';
import { everySecond } from '../../kill/serving.ts';
import { tollOf } from '../../kill/toll.ts';
import { KillUsers } from '../../kill/users.ts';
import { postgresName } from '../../postgres/server.ts';

const KILLS = 3;

/** Samplan in processes of its own on one PostgreSQL. */
interface Cluster {
  readonly stage: Stage;
  readonly open: () => Promise<Store>;
  readonly client: pg.Client;
  /** Waits until it is met, by what the database says. */
  until(met: () => Promise<boolean>): Promise<void>;
}

async function onCluster(work: (cluster: Cluster) => Promise<void>): Promise<void> {
  const stage = await setStage([FJORDVIK, TRUST], startPartner, postgresDatabase);
  const { url, schema } = (
    parse(await readFile(stage.config, 'utf8')) as { store: { readonly url: string; readonly schema: string } }
  ).store;
  await everySecond(stage);
  await stage.samplan.pass();
  const open = () => openPostgresStore({ url, schema, pool: 2, statementTimeout: 20 });
  const client = new pg.Client({ connectionString: url, options: `-c search_path=${schema},${schema}_jobs` });
  await client.connect();
  const until: Cluster['until'] = async (met) => {
    while (!(await met())) await wait(50);
  };
  try {
    await work({ stage, open, client, until });
  } finally {
    await stage.samplan.end();
    await client.end();
    await stage.clear();
  }
}

/** Once, and again in passes after the first, nothing is on its way. */
async function atRest({ stage, client, until }: Cluster): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    const passed = async () => (await client.query("SELECT count(*) FROM job WHERE state = 'completed'")).rows[0].count;
    const before = Number(await passed());
    await until(async () => Number(await passed()) > before + SYSTEMS.length);
    await until(async () => !isMoving(await stage.samplan.totals()));
  }
}

const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<unknown> => {
  const closed = once(child, 'close');
  child.kill(signal);
  return closed;
};

/** Ids of processes in the middle of a pass, by the leases. */
async function passing({ client }: Cluster): Promise<readonly number[]> {
  const { rows } = await client.query("SELECT owner FROM leases WHERE owner IS NOT NULL AND name LIKE 'partner:%'");
  return rows.map(({ owner }: { readonly owner: string }) => Number(owner.split('/')[1]));
}

// A run without PostgreSQL says so once (test/around/tell-stores.ts).
if ((await postgresName()) === undefined) {
  test('a cluster needs PostgreSQL', () => expect(KILLS).toBeGreaterThan(0));
} else {
  test('a web process answers and takes no pass; workers take them, and what one asks for there', async () => {
    await onCluster(async ({ stage, client, until }) => {
      const web = stage.samplan.serve({}, '--role', 'web');
      const base = await listening(web);
      const ask = () =>
        fetch(`${base}/$sync`, {
          method: 'POST',
          headers: { 'content-type': 'application/fhir+json' },
          body: JSON.stringify({ resourceType: 'Parameters' }),
        });
      const asked = ask();
      await until(async () => (await client.query("SELECT 1 FROM job WHERE state = 'created'")).rowCount === 1);
      const passed = async () => (await client.query("SELECT 1 FROM job WHERE state = 'completed'")).rowCount;
      expect(await passed()).toBe(SYSTEMS.length);
      const workers = [stage.samplan.serve({}, '--role', 'worker'), stage.samplan.serve({}, '--role', 'worker')];
      const health = await Promise.all(workers.map((worker) => listening(worker)));
      const answer = await asked;
      expect(answer.status).toBe(200);
      const outcomes = ((await answer.json()) as { readonly parameter: { readonly part: { valueCode?: string }[] }[] })
        .parameter;
      expect(outcomes.map(({ part }) => part.find(({ valueCode }) => valueCode)?.valueCode)).toEqual([
        'completed',
        'completed',
      ]);
      for (const url of health) {
        expect((await fetch(`${url}/ready`)).status).toBe(200);
        expect((await fetch(url.replace('/health', '/fhir/metadata'))).status).toBe(404);
      }
    });
  }, 240_000);

  test('a worker that is killed in a pass is followed by another: nothing is lost, nothing is there twice', async () => {
    const seed = Number(process.env['SEED'] ?? 1);
    process.stderr.write(`seed ${seed}\n`);
    await onCluster(async (cluster) => {
      const { stage, open, client, until } = cluster;
      const web = stage.samplan.serve({}, '--role', 'web');
      const base = await listening(web);
      web.stdout?.resume();
      const start = async (): Promise<ChildProcess> => {
        const worker = stage.samplan.serve({}, '--role', 'worker');
        await listening(worker);
        return worker;
      };
      let workers: readonly ChildProcess[] = await Promise.all([start(), start()]);
      await atRest(cluster);

      const users = new KillUsers(await plansOf(await open()), random(seed));
      let isOver = false;
      const over = (): boolean => isOver;
      const { partners } = stage;
      const work = [
        users.atEndpoint(base, over),
        users.atPartner(partners[FJORDVIK], over),
        users.atPartner(partners[TRUST], over),
      ];
      for (let kills = 0; kills < KILLS; kills += 1) {
        let victim: ChildProcess | undefined;
        await until(async () => {
          const pids = await passing(cluster);
          victim = workers.find(({ pid }) => pid !== undefined && pids.includes(pid));
          return victim?.kill('SIGKILL') ?? false;
        });
        // Somebody else takes what it left.
        const left = workers.filter((one) => one !== victim);
        workers = [...left, await start()];
      }
      // A job that is lost or there twice changes nothing.
      await client.query("DELETE FROM job WHERE state IN ('created', 'retry')");
      await client.query(
        // Under a key of its own: a tick may have come meanwhile.
        "UPDATE job SET state = 'created', singleton_key = id::text, start_after = now(), completed_on = NULL, started_on = NULL WHERE id = (SELECT id FROM job WHERE name = 'passes' AND state = 'completed' LIMIT 1)",
      );
      isOver = true;
      await Promise.all(work);
      await atRest(cluster);
      const sharing = SYSTEMS.map((name) => partners[name]);
      const others = Object.values(partners).filter((one) => !sharing.includes(one));
      const toll = await tollOf({ open, sharing, others }, users.acknowledged);
      expect(users.acknowledged.length).toBeGreaterThan(KILLS);
      expect(toll).toEqual({ lost: [], doubled: [], leaked: [] });
      for (const worker of workers) expect(await end(worker, 'SIGTERM')).toEqual([0, null]);
    });
  }, 600_000);
}
