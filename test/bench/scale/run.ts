/**
 * What more processes and more records cost: npm run bench:scale [-- --json] [-- --write]
 *
 * `--records 10000,100000` and `--processes 1,3` say which cases; `--share 0.25` how much of a processor each process may use, `--seconds` how
 * long each is asked. Needs PostgreSQL, and Linux whose control groups may be written to; says what is lacking where it is not run.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { dropSchema } from '../../postgres/drop-schema.ts';
import { type OwnPostgresServer, startOwnPostgres } from '../../postgres/server.ts';
import { startIssuer } from '../api/issuer.ts';
import { startLoad } from '../api/load-process.ts';
import { occasion, publish } from '../bench-page.ts';
import { stopPeers } from '../sync/stage.ts';
import { configured } from './installation.ts';
import { type Measured, measure } from './measure.ts';
import { prepare } from './prepare.ts';
import { processorShare } from './processor-share.ts';
import { page, type Result, table } from './report.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    records: { type: 'string', default: '10000,100000' },
    processes: { type: 'string', default: '1,3' },
    share: { type: 'string', default: '0.25' },
    seconds: { type: 'string', default: '60' },
    connections: { type: 'string', default: '12' },
    edits: { type: 'string', default: '2' },
  },
});
const numbers = (text: string): readonly number[] => text.split(',').map(Number);
const tell = (what: string): void => console.error(`${(performance.now() / 1000).toFixed(0).padStart(4)} s  ${what}`);

const trial = processorShare(`bench-${process.pid}`, 1);
trial?.remove();
const server = trial && (await startOwnPostgres(['shared_buffers=1GB', 'max_wal_size=4GB', 'max_connections=60']));
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

async function run({ url, name, folder: databaseFolder }: OwnPostgresServer): Promise<Result> {
  const where = occasion();
  const [share, seconds, connections, edits] = [values.share, values.seconds, values.connections, values.edits].map(
    Number,
  ) as [number, number, number, number];
  const folder = mkdtempSync(join(tmpdir(), 'samplan-bench-'));
  const issuer = await startIssuer();
  const processes = numbers(values.processes);
  const loads = await Promise.all(Array.from({ length: Math.max(...processes) }, startLoad));
  const measured: Measured[] = [];
  const bytes: Record<string, number> = {};
  try {
    for (const records of numbers(values.records)) {
      const schema = `bench_${records}`;
      const prepared = await prepare({ url, schema, folder }, records, (done) => tell(`${done} of ${records} records`));
      bytes[records] = (await sizeOf(url, schema)) / records;
      const config = configured(folder, {
        url,
        schema,
        issuer: { issuer: issuer.issuer, keys: issuer.keys },
        peers: prepared.peers,
      });
      const stage = { config, databaseFolder, prepared, loads, share, seconds, connections, edits };
      for (const count of processes) {
        tell(`${records} records, ${count} process${count > 1 ? 'es' : ''}`);
        measured.push(await measure({ ...stage, token: await issuer.token() }, { records, processes: count }));
      }
      await stopPeers(prepared.peers);
      await dropSchema(url, schema);
      await dropSchema(url, `${schema}_jobs`);
    }
    return { ...where, share, seconds, connections, edits, database: name, measured, bytes };
  } finally {
    for (const load of loads) load.stop();
    issuer.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Bytes of all tables of a schema, with their indexes. */
async function sizeOf(url: string, schema: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ bytes: string }>(
    `SELECT sum(pg_total_relation_size(oid)) AS bytes FROM pg_class WHERE relnamespace = $1::regnamespace AND relkind = 'r'`,
    [schema],
  );
  await client.end();
  return Number(rows[0]?.bytes);
}
