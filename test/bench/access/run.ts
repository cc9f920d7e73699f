/**
 * How long a request waits to be let in: npm run bench:access [-- --json] [-- --write]
 *
 * `--json` prints the figures only; `--write` also writes docs/benchmarks/access.md and access.json.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import { occasion, publish } from '../bench-page.ts';
import { type Figures, page, table } from './report.ts';
import { type Subject, subjects } from './subjects.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    count: { type: 'string', default: '2000' },
  },
});

const count = Number(values.count);
const warmUp = Math.ceil(count / 10);
const where = occasion();
const folder = await mkdtemp(path.join(tmpdir(), 'samplan-bench-access-'));
const store = await openSqliteStore({ file: path.join(folder, 'samplan.sqlite') });
const checks: Record<string, Figures> = {};
for (const subject of await subjects(store, count + warmUp)) checks[subject.name] = await measured(subject);
await store.close();
await rm(folder, { recursive: true });

const result = {
  ...where,
  count,
  checks,
};
publish('access', values, { figures: result, page: page(result), table: table(result) });

async function measured({ checks: all, wanted }: Subject): Promise<Figures> {
  const times: number[] = [];
  for (const check of all) {
    const began = performance.now();
    await check();
    times.push(performance.now() - began);
  }
  const sorted = times.slice(warmUp).sort((one, other) => one - other);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  return { median: at(0.5), p95: at(0.95), ...(wanted === undefined ? {} : { wanted }) };
}
