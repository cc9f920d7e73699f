/**
 * How fast validation is, beside JSON.parse, @medplum/core and HAPI: npm run bench:validation [-- --json] [-- --write]
 *
 * `--json` prints the figures only; `--write` also writes docs/benchmarks/validation.md and validation.json.
 */
import { parseArgs } from 'node:util';
import { start } from '../../conformance/official-engine.ts';
import { missingJava } from '../../java/java-program.ts';
import { occasion, publish } from '../bench-page.ts';
import { coldStarts } from './cold-starts.ts';
import { figuresOf } from './figures.ts';
import { page, table } from './report.ts';
import { measure } from './rounds.ts';
import { PACKAGE, subjects } from './subjects.ts';
import { tasksFor } from './tasks.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '11' },
  },
});

const lacking = missingJava();
const engine = lacking ? undefined : await start('rate', [PACKAGE]);
const { date, machine } = occasion();
const all = subjects();
const [plan] = all;
if (!plan) throw new Error('nothing to measure');

const startUp = coldStarts(plan);
const rates = await measure(tasksFor(all, engine), { rounds: Number(values.rounds), milliseconds: 150, warmUp: 500 });
engine?.end();

const result = {
  date,
  machine: { ...machine, hapi: lacking ? `not run (${lacking})` : 'run' },
  ...figuresOf(all, rates),
  startUp,
};
const { resources, ...rest } = result;
publish('validation', values, { figures: { ...resources, ...rest }, page: page(result), table: table(result) });
