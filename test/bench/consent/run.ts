/**
 * How long it takes to decide a whole record: npm run bench:consent [-- --json] [-- --write]
 *
 * `--json` prints the figures only; `--write` also writes docs/benchmarks/consent.md and consent.json.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release } from 'node:os';
import { parseArgs } from 'node:util';
import { measure, spread } from '../validation/rounds.ts';
import { page, table } from './report.ts';
import { subjects } from './subjects.ts';

const BENCHMARKS = new URL('../../../docs/benchmarks/', import.meta.url);
const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '11' },
  },
});

const load = loadavg()[0] ?? 0;
const all = subjects();
const rates = await measure(all, { rounds: Number(values.rounds), milliseconds: 150, warmUp: 500 });

const result = {
  date: new Date().toISOString().slice(0, 10),
  machine: {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    system: `${process.platform} ${release()}`,
    node: process.version,
    loadBefore: load,
  },
  records: Object.fromEntries(
    all.map(({ name, parts, consents }) => [
      name,
      { parts, consents, microseconds: spread((rates.get(name) ?? []).map((each) => 1e6 / each)) },
    ]),
  ),
};
if (values.write) {
  mkdirSync(BENCHMARKS, { recursive: true });
  writeFileSync(new URL('consent.json', BENCHMARKS), `${JSON.stringify(result, null, 2)}\n`);
  writeFileSync(new URL('consent.md', BENCHMARKS), page(result));
}
console.log(values.json ? JSON.stringify(result, null, 2) : table(result));
