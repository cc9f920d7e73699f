import { randomUUID } from 'node:crypto';
import { afterAll, expect, test } from '@jest/globals';
import type { Context } from '../../../src/exchange/context.ts';
import { openPostgresStore } from '../../../src/store/postgres/open-postgres-store.ts';
import type { Store } from '../../../src/store/store.ts';
import type { JobEngine } from '../../../src/sync/jobs/job-engine.ts';
import { createPgBossEngine } from '../../../src/sync/jobs/pg-boss-engine.ts';
import { type RunSummary, runPass } from '../../../src/sync/run.ts';
import { takeShare } from '../../../src/sync/shares.ts';
import { nationalIdentityNumber } from '../../demo/people/identity.ts';
import { type MortalStore, mortalStore } from '../../exchange/mortal-store.ts';
import { directory, Papers } from '../../exchange/papers.ts';
import { openStage, SILENT, type Stage } from '../../exchange/stage.ts';
import { dropSchema } from '../../postgres/drop-schema.ts';
import { startPostgres } from '../../postgres/server.ts';

const PERSONS = 40;
const NUMBERS = Array.from({ length: PERSONS }, (_, at) => nationalIdentityNumber('1990-05-15', 'female', 5 * at));
const CONCURRENCY = 4;
const WORKERS = 3;

const server = await startPostgres();

interface Worker {
  readonly engine: JobEngine;
  readonly mortal: MortalStore;
}

/** Workers of one installation, each with its own connections, queue and clock, as processes have them; partners are in memory. */
async function onWorkers(
  url: string,
  schema: string,
  work: (stage: Stage, workers: readonly Worker[]) => Promise<void>,
): Promise<void> {
  const stores: Store[] = [];
  const openStore = async (): Promise<Store> => {
    const store = await openPostgresStore({ url, schema, pool: 4, statementTimeout: 20 });
    stores.push(store);
    return store;
  };
  const stage = await openStage({ store: await openStore() });
  const papers = NUMBERS.map((number, at) => new Papers(`p${at}`, number));
  stage.fjordvik.connector.put(...directory('fjordvik'), ...papers.flatMap((one) => one.whole()));
  stage.trust.connector.put(...directory('trust'));
  await stage.pass(stage.fjordvik);
  const workers: Worker[] = [];
  try {
    for (let at = 0; at < WORKERS; at += 1) {
      const store = await openStore();
      // What it takes of others' passes it may die of; a pass of its own it does not.
      const mortal = mortalStore(store);
      const context: Context = { ...stage.context, store, newId: randomUUID };
      const ofShares: Context = { ...context, store: mortal.store };
      const how = { random: () => 0.5, log: SILENT };
      const engine = createPgBossEngine({
        connection: { connectionString: url, schema: `${schema}_jobs`, max: 4 },
        perform: ({ kind }, { sharing }): Promise<RunSummary> =>
          runPass(context, stage.trust, {
            ...{ owner: `worker-${at}`, atOnce: true, kind, ...how, settings: { concurrency: CONCURRENCY } },
            ...(sharing ? { sharing } : {}),
          }),
        performShare: (share) => takeShare(ofShares, stage.trust, share, how),
        // Slow machines: who may come is waited for.
        patience: 30_000,
        ...{ timezone: 'Europe/Oslo', mayWork: () => true, random: () => 0, log: SILENT, newId: randomUUID },
        now: () => new Date().toISOString(),
      });
      workers.push({ engine, mortal });
      await engine.start([]);
    }
    await work(stage, workers);
  } finally {
    await Promise.all(workers.map(({ engine }) => engine.stop()));
    await Promise.all(stores.map((store) => store.close()));
  }
}

const patients = (stage: Stage): readonly string[] =>
  stage.trust.connector.requests.flatMap(({ what, resource }) =>
    what === 'create' && resource?.resourceType === 'Patient' ? [resource.identifier?.[0]?.value ?? ''] : [],
  );

// A run without PostgreSQL says so once (test/around/tell-stores.ts).
if (!server) {
  test('workers share passes on PostgreSQL', () => expect(WORKERS).toBeGreaterThan(1));
} else {
  const { url } = server;
  const schemas: string[] = [];
  const schemaOf = (name: string): string => {
    schemas.push(`${name}_${process.pid}`);
    return schemas.at(-1) as string;
  };
  afterAll(async () => {
    for (const schema of schemas) {
      await dropSchema(url, schema);
      await dropSchema(url, `${schema}_jobs`);
    }
    await server.stop();
  });
  const order = { partner: 'Helse Fjordvik HF', kind: 'pass', acceptMissing: false } as const;

  test('a pass over many is delivered by several workers, to each person once, to no more at once than the partner is given', async () => {
    await onWorkers(url, schemaOf('shared'), async (stage, workers) => {
      let [now, most] = [0, 0];
      stage.trust.connector.onRequest = async () => {
        now += 1;
        most = Math.max(most, now);
        await new Promise((resolve) => setTimeout(resolve, 20));
        now -= 1;
      };
      const [first] = workers as [Worker];
      const summary = await first.engine.ask(order);
      expect(summary).toMatchObject({ outcome: 'completed', blocked: 0 });
      expect(patients(stage).toSorted()).toEqual([...NUMBERS].toSorted());
      const creates = stage.trust.connector.requests.filter(
        ({ what, type }) => what === 'create' && !['Organization', 'Practitioner', 'PractitionerRole'].includes(type),
      );
      expect(summary?.delivered).toBe(creates.length);
      // Others than the one that had the pass delivered a part of it.
      const helping = workers.filter(({ mortal }) => mortal.commits.some(({ links = [] }) => links.length > 0));
      expect(helping.length).toBeGreaterThan(0);
      expect(most).toBeLessThanOrEqual(CONCURRENCY);
      expect(most).toBeGreaterThan(1);
    });
  }, 120_000);

  test('workers that die with a share leave their part to the next pass: nobody is forgotten, nothing is there twice', async () => {
    await onWorkers(url, schemaOf('dying'), async (stage, workers) => {
      stage.trust.connector.onRequest = () => new Promise((resolve) => setTimeout(resolve, 20));
      const [first] = workers as [Worker];
      for (const { mortal } of workers) mortal.diesAt(20, true);
      // The pass ends interrupted, and who asked for it asks again.
      expect(await first.engine.ask(order)).toMatchObject({ outcome: 'completed' });
      expect(workers.some(({ mortal }) => mortal.commits.length >= 20)).toBe(true);
      const runs = await stage.store.runs({ partner: stage.trust.name, kind: 'pass', count: 10 });
      expect(runs.map(({ outcome }) => outcome)).toContain('interrupted');
      expect(patients(stage).toSorted()).toEqual([...NUMBERS].toSorted());
      expect(stage.trust.connector.all('Patient')).toHaveLength(PERSONS);
      expect(stage.trust.connector.all('CarePlan')).toHaveLength(PERSONS);
      const { name, configuration } = stage.trust;
      expect(await stage.store.duePersons(name, { now: stage.context.now(), configuration, atOnce: true })).toEqual([]);
    });
  }, 120_000);
}
