/**
 * How fast all that is stored goes out and in: npm run bench:import [-- --records 2000] [-- --json] [-- --write]
 *
 * `--json` prints the figures only; `--write` also writes docs/benchmarks/import.md and import.json.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readArchive } from '../../../src/archive/read-archive.ts';
import { writeArchive } from '../../../src/archive/write-archive.ts';
import { openPostgresStore } from '../../../src/store/postgres/open-postgres-store.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { calendar } from '../../demo/people/calendar.ts';
import { dropSchema } from '../../postgres/drop-schema.ts';
import { startPostgres } from '../../postgres/server.ts';
import { occasion, publish } from '../bench-page.ts';
import { benchRecord, RESOURCES } from '../sync/bench-record.ts';
import { stampOf } from '../sync/mould.ts';
import { page, type Result, type Taken, table } from './report.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    records: { type: 'string', default: '2000' },
  },
});

const where = occasion();
const records = Number(values.records);
const folder = mkdtempSync(join(tmpdir(), 'samplan-bench-'));
const file = join(folder, 'bench.ndjson');
const when = calendar(() => new Date());

async function fill(store: Store): Promise<void> {
  for (let start = 0; start < records; start += 20) {
    const commits = Array.from({ length: Math.min(20, records - start) }, (_, at) => {
      const record = `person-${start + at}`;
      const writes = benchRecord(stampOf(start + at), when).map((resource) => ({
        ...{ resource, version: 1, record, owner: '310000019' },
      }));
      return store.commit({ writes, links: [{ person: record, partner: 'p', standing: 'in-step', attempts: 0 }] });
    });
    await Promise.all(commits);
  }
}

async function timed(work: () => Promise<unknown>): Promise<Taken> {
  const [started, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  const seconds = (performance.now() - started) / 1000;
  return { perSecond: (records * RESOURCES) / seconds, seconds, processorSeconds: (user + system) / 1e6 };
}

const source = await openSqliteStore({ file: join(folder, 'source.sqlite') });
const taken: Record<string, Taken> = {};
try {
  await fill(source);
  taken['export from SQLite'] = await timed(() => writeArchive(source, file, { software: 'bench' }));
  const sqlite = await openSqliteStore({ file: join(folder, 'target.sqlite') });
  taken['import into SQLite'] = await timed(() => readArchive(sqlite, file, {}));
  await sqlite.close();
  const server = await startPostgres();
  if (server) {
    const schema = `bench_${process.pid}`;
    const postgres = await openPostgresStore({ url: server.url, schema, pool: 4, statementTimeout: 60 });
    taken['import into PostgreSQL'] = await timed(() => readArchive(postgres, file, {}));
    taken['export from PostgreSQL'] = await timed(() => writeArchive(postgres, `${file}-2`, { software: 'bench' }));
    await postgres.close();
    await dropSchema(server.url, schema);
    await server.stop();
  } else console.error('PostgreSQL: not run');
  const result: Result = { ...where, records, bytes: statSync(file).size, taken };
  publish('import', values, { figures: result, page: page(result), table: table(result) });
} finally {
  await source.close();
  rmSync(folder, { recursive: true });
}
