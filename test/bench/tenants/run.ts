/**
 * What tenants cost a host while nothing happens: npm run bench:tenants [-- --tenants 1,10,80] [-- --json] [-- --write]
 *
 * On SQLite, and on PostgreSQL where this machine has one. `--json` prints the figures only; `--write` also writes docs/benchmarks/tenants.md
 * and tenants.json. Reads /proc: Linux only.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startOwnPostgres } from '../../postgres/server.ts';
import { occasion, publish } from '../bench-page.ts';
import { type HostProcess, serveHost, writeHost } from './host-process.ts';
import { type Measured, page, type Result, table } from './report.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    tenants: { type: 'string', default: '1,10,80' },
  },
});
/** Milliseconds in which what a start left to be done is done, and for which an idle process is watched. */
const SETTLE = 3_000;
const WATCH = 10_000;
const TIMES = 5;

const where = occasion();
const counts = values.tenants.split(',').map(Number);
const postgres = await startOwnPostgres(['max_connections=1000']);
const measured: Measured[] = [];
try {
  for (const tenants of counts) measured.push(await measure('SQLite', tenants, () => ({ file: './samplan.sqlite' })));
  if (postgres) {
    const { url } = postgres;
    for (const tenants of counts) {
      const schemaOf = (index: number): string => `of_${tenants}_${index}`;
      const storeOf = (index: number): object => ({ kind: 'postgres', url, schema: schemaOf(index), pool: 3 });
      measured.push(await measure('PostgreSQL', tenants, storeOf));
    }
  }
} finally {
  await postgres?.stop();
}
const result: Result = { ...where, measured, ...(postgres ? { postgres: postgres.name } : {}) };
publish('tenants', values, { figures: result, page: page(result), table: table(result) });

async function measure(store: string, tenants: number, storeOf: (index: number) => object): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'samplan-bench-'));
  try {
    const file = writeHost(folder, tenants, storeOf);
    const first = await started(file, tenants);
    await first.stop();
    const host = await started(file, tenants);
    await setTimeout(SETTLE);
    for (let index = 0; index < tenants; index += 1) await taken(`${host.origin}/kommune-${index}/fhir/Patient`);
    const before = await host.processor();
    await setTimeout(WATCH);
    const idle = (await host.processor()) - before;
    const found = {
      memory: await host.memory(),
      ready: await median(`${host.origin}/health/ready`),
      metrics: await median(`${host.management}/metrics`),
    };
    await host.stop();
    return { store, tenants, firstStart: first.started, start: host.started, ...found, idle: (idle * 1_000) / WATCH };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function started(file: string, tenants: number): Promise<HostProcess> {
  const host = await serveHost(file);
  if (host.open === tenants) return host;
  await host.stop();
  throw new Error(`${host.open} of ${tenants} tenants are open`);
}

/** Milliseconds of a request that is answered. */
async function taken(url: string): Promise<number> {
  const began = performance.now();
  const response = await fetch(url);
  await response.text();
  if (response.status !== 200) throw new Error(`${url}: ${response.status}`);
  return performance.now() - began;
}

async function median(url: string): Promise<number> {
  const times: number[] = [];
  while (times.length < TIMES) times.push(await taken(url));
  return times.toSorted((left, right) => left - right)[Math.floor(TIMES / 2)] ?? 0;
}
