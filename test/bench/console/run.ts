/**
 * How long the server takes for each page of the console, and how large it is: npm run bench:console [-- --json] [-- --write]
 *
 * `--records 100000` says how many records there are, `--times 20` how often each page is asked for.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { CommandLine } from '../../demo/command-line.ts';
import { listening } from '../../kill/listening.ts';
import { occasion, publish } from '../bench-page.ts';
import { dutiesAreIndexed, Looking, type Measured, pagesOf } from './measure.ts';
import { prepare } from './prepare.ts';
import { page, type Result, table } from './report.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    records: { type: 'string', default: '100000' },
    times: { type: 'string', default: '20' },
  },
});
const [records, times] = [Number(values.records), Number(values.times)];
const tell = (what: string): void => console.error(`${(performance.now() / 1000).toFixed(0).padStart(4)} s  ${what}`);
const where = occasion();
const folder = mkdtempSync(join(tmpdir(), 'samplan-bench-'));
let samplan: CommandLine | undefined;
try {
  const prepared = await prepare(folder, records, (done) => tell(`${done} of ${records} records`));
  samplan = new CommandLine(dirname(prepared.config), prepared.config);
  const server = samplan.serve();
  server.stdout?.resume();
  const origin = new URL(await listening(server)).origin;
  tell('what is owed is indexed');
  const indexedMs = await dutiesAreIndexed(join(folder, `console-${records}.db`));
  const looking = new Looking(origin);
  const pages: Measured[] = [];
  for (const one of pagesOf(prepared)) {
    tell(one.name);
    pages.push(await looking.page(one, times));
  }
  const result: Result = {
    ...where,
    ...{ records, times, indexedMs, pages, firstVisitBytes: await looking.firstVisit('/overview') },
  };
  publish('console', values, { figures: result, page: page(result), table: table(result) });
} finally {
  await samplan?.end();
  rmSync(folder, { recursive: true, force: true });
}
process.exit();
