/**
 * What more processes and more records cost: npm run bench:scale [-- --json] [-- --write]
 *
 * `--records 10000,100000` and `--processes 1,3,apart` say which cases, each of which is given the same work: `--requests` and `--edits`. Each is run
 * `--rounds` times, every second time in the opposite order. `--share 0.25` is how much of a processor each process may use. Needs PostgreSQL, and
 * Linux whose control groups may be written to; says what is lacking where it is not run.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { dropSchema } from '../../postgres/drop-schema.ts';
import { type OwnPostgresServer, startOwnPostgres } from '../../postgres/server.ts';
import { type RunningIssuer, startIssuer } from '../api/issuer.ts';
import { occasion, publish } from '../bench-page.ts';
import { stopPeers } from '../sync/stage.ts';
import { sameOutcome } from './compare.ts';
import { configured } from './installation.ts';
import { type Measured, measure, type Processes, type Stage } from './measure.ts';
import { type Prepared, prepare } from './prepare.ts';
import { processorShare } from './processor-share.ts';
import { page, type Result, type Setting, table } from './report.ts';
import { workOver } from './work.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    records: { type: 'string', default: '10000,100000' },
    processes: { type: 'string', default: '1,3,apart' },
    requests: { type: 'string', default: '2400' },
    edits: { type: 'string', default: '120' },
    rounds: { type: 'string', default: '2' },
    share: { type: 'string', default: '0.25' },
    connections: { type: 'string', default: '12' },
    pool: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
  },
});
const setting: Setting = {
  ...{ share: Number(values.share), connections: Number(values.connections), pool: Number(values.pool) },
  ...{ rounds: Number(values.rounds), seed: Number(values.seed) },
  amount: { requests: Number(values.requests), edits: Number(values.edits) },
};
const PROCESSES = values.processes.split(',').map((text): Processes => (text === 'apart' ? text : Number(text)));
const tell = (what: string): void => console.error(`${(performance.now() / 1000).toFixed(0).padStart(4)} s  ${what}`);

const trial = processorShare(`bench-${process.pid}`, 1);
trial?.remove();
const server =
  trial &&
  (await startOwnPostgres([
    'shared_buffers=1GB',
    'max_wal_size=4GB',
    'maintenance_work_mem=256MB',
    'max_connections=90',
  ]));
if (!server) {
  console.log(
    `bench:scale: not run, ${trial ? 'there is no PostgreSQL' : 'no process can be held to a share of the processor'} on this machine`,
  );
  process.exit(0);
}
try {
  const result = await run(server);
  publish('scale', values, { figures: result, page: page(result), table: table(result) });
} finally {
  await server.stop();
}
process.exit();

async function run(database: OwnPostgresServer): Promise<Result> {
  const where = occasion();
  const folder = mkdtempSync(join(tmpdir(), 'samplan-bench-'));
  const issuer = await startIssuer();
  const measured: Measured[] = [];
  const bytes: Record<string, number> = {};
  try {
    for (const records of values.records.split(',').map(Number)) {
      const schema = `bench_${records}`;
      const { url } = database;
      const prepared = await prepare({ url, schema, folder }, records, (done) => tell(`${done} of ${records} records`));
      bytes[records] = (await sizeOf(url, schema)) / records;
      measured.push(...(await casesOver(records, { database, schema, folder, issuer, prepared })));
      await stopPeers(prepared.peers);
      await dropSchema(url, schema);
      await dropSchema(url, `${schema}_jobs`);
    }
    sameOutcome(measured, setting.amount);
    return { ...where, ...setting, database: database.name, measured, bytes };
  } finally {
    issuer.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Ground {
  readonly database: OwnPostgresServer;
  readonly schema: string;
  readonly folder: string;
  readonly issuer: RunningIssuer;
  readonly prepared: Prepared;
}

/** Every case as often as there are rounds, and there and back, so that none is always the first. */
async function casesOver(records: number, { database, schema, folder, issuer, prepared }: Ground): Promise<Measured[]> {
  const { url, folder: databaseFolder } = database;
  const { amount, seed, pool } = setting;
  const peers = prepared.peers;
  const stage: Stage = {
    ...{ url, schema, databaseFolder, prepared, ...setting },
    token: await issuer.token(),
    next: workOver(prepared.papers, records, seed),
    configure: (name) => configured(folder, name, { url, schema, pool, issuer, peers }),
    warmUp: { requests: Math.ceil(amount.requests / 10), edits: Math.ceil(amount.edits / 10) },
  };
  const measured: Measured[] = [];
  for (let round = 0; round < setting.rounds; round += 1) {
    for (const processes of round % 2 === 0 ? PROCESSES : PROCESSES.toReversed()) {
      // Each begins with a database that holds nothing in its own memory, and has nothing left to write.
      await asked(url, 'CHECKPOINT');
      await database.restart();
      const one = await measure(stage, { records, processes });
      measured.push(one);
      const { answeredAfter, deliveredAfter } = one;
      tell(`${records} records, ${processes}: ${answeredAfter.toFixed(1)} s, ${deliveredAfter.toFixed(1)} s`);
    }
  }
  return measured;
}

/** Bytes of all tables of a schema, with their indexes. */
async function sizeOf(url: string, schema: string): Promise<number> {
  const rows = await asked(
    url,
    `SELECT sum(pg_total_relation_size(oid)) AS bytes FROM pg_class WHERE relnamespace = '${schema}'::regnamespace AND relkind = 'r'`,
  );
  return Number(rows[0]?.['bytes']);
}

async function asked(url: string, question: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(question);
  await client.end();
  return rows;
}
