/**
 * How fast passes are, beside the bare wire: npm run bench:sync [-- --json] [-- --write]
 *
 * `--json` prints the figures only; `--write` also writes docs/benchmarks/sync.md and sync.json. `--records` and
 * `--large` say how many records are loaded first, and how many stand there when some change.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { occasion, publish } from '../bench-page.ts';
import { Memory } from './memory.ts';
import { page, table } from './report.ts';
import { firstLoad, largePasses, type Sizes, type Tell } from './scenarios.ts';

const TELL_EVERY_MS = 5_000;
const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    records: { type: 'string', default: '10000' },
    large: { type: 'string', default: '100000' },
    changed: { type: 'string', default: '100,1000' },
    owed: { type: 'string', default: '5000' },
    concurrency: { type: 'string', default: '4' },
    delay: { type: 'string', default: '20' },
  },
});
const sizes: Sizes = {
  records: Number(values.records),
  large: Number(values.large),
  changed: values.changed.split(',').map(Number),
  owed: Number(values.owed),
  concurrency: Number(values.concurrency),
  delayMs: Number(values.delay),
};

let told = 0;
const tell: Tell = (what, done, total) => {
  if (performance.now() - told < TELL_EVERY_MS) return;
  told = performance.now();
  console.error(`${(told / 1000).toFixed(0).padStart(4)} s  ${what}${total ? `: ${done} of ${total}` : ''}`);
};

const where = occasion();
const folder = mkdtempSync(join(tmpdir(), 'samplan-bench-'));
const memory = new Memory();
try {
  const bench = { sizes, memory, tell, folder };
  const measured = [await firstLoad(bench), ...(await largePasses(bench))];
  const result = {
    ...where,
    sizes,
    measured,
    memory: memory.series(),
  };
  publish('sync', values, { figures: result, page: page(result), table: table(result) });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit();
