/**
 * How fast validation is, beside JSON.parse, @medplum/core and HAPI: npm run bench:validation [-- --json] [-- --write]
 *
 * `--json` prints the figures only; `--write` also writes docs/benchmarks/validation.md and validation.json.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release } from 'node:os';
import { parseArgs } from 'node:util';
import { start } from '../../conformance/official-engine.ts';
import { missingJava } from '../../java/java-program.ts';
import { coldStarts } from './cold-starts.ts';
import { figuresOf } from './figures.ts';
import { page, table } from './report.ts';
import { measure } from './rounds.ts';
import { PACKAGE, subjects } from './subjects.ts';
import { tasksFor } from './tasks.ts';

const BENCHMARKS = new URL('../../../docs/benchmarks/', import.meta.url);
const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '11' },
  },
});

const lacking = missingJava();
const engine = lacking ? undefined : await start('rate', [PACKAGE]);
const load = loadavg()[0] ?? 0;
const all = subjects();
const [plan] = all;
if (!plan) throw new Error('nothing to measure');

const startUp = coldStarts(plan);
const rates = await measure(tasksFor(all, engine), { rounds: Number(values.rounds), milliseconds: 150, warmUp: 500 });
engine?.end();

const result = {
  date: new Date().toISOString().slice(0, 10),
  machine: {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    system: `${process.platform} ${release()}`,
    node: process.version,
    hapi: lacking ? `not run (${lacking})` : 'run',
    loadBefore: load,
  },
  ...figuresOf(all, rates),
  startUp,
};
const { resources, ...rest } = result;
const flat = JSON.stringify({ ...resources, ...rest }, null, 2);

if (values.write) {
  mkdirSync(BENCHMARKS, { recursive: true });
  writeFileSync(new URL('validation.json', BENCHMARKS), `${flat}\n`);
  writeFileSync(new URL('validation.md', BENCHMARKS), page(result));
}
console.log(values.json ? flat : table(result));
