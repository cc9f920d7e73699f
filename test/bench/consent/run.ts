/**
 * How long it takes to decide a whole record: npm run bench:consent [-- --json] [-- --write]
 *
 * `--json` prints the figures only; `--write` also writes docs/benchmarks/consent.md and consent.json.
 */
import { parseArgs } from 'node:util';
import { occasion, publish } from '../bench-page.ts';
import { measure, spread } from '../validation/rounds.ts';
import { page, table } from './report.ts';
import { subjects } from './subjects.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '11' },
  },
});

const where = occasion();
const all = subjects();
const rates = await measure(all, { rounds: Number(values.rounds), milliseconds: 150, warmUp: 500 });

const result = {
  ...where,
  records: Object.fromEntries(
    all.map(({ name, parts, consents }) => [
      name,
      { parts, consents, microseconds: spread((rates.get(name) ?? []).map((each) => 1e6 / each)) },
    ]),
  ),
};
publish('consent', values, { figures: result, page: page(result), table: table(result) });
