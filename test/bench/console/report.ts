import { machineOf, type Occasion } from '../bench-page.ts';
import type { Measured } from './measure.ts';

export interface Result extends Occasion {
  readonly records: number;
  readonly times: number;
  /** Milliseconds from the start of the process until what is owed by when was looked up and not computed any more. */
  readonly indexedMs: number;
  readonly pages: readonly Measured[];
  /** Of the overview with all that it loads, in a browser that has never been here. */
  readonly firstVisitBytes: number;
}

/** What is asked of a page. */
const MOST_MS = 100;
const MOST_KB = 100;

const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(1);

/** The figures as a table, and whether they are what was asked for. */
export function table({ pages, firstVisitBytes, indexedMs }: Result): string {
  const rows = pages.map(
    ({ name, first, middle, worst, sentBytes, bytes, rows: count }) =>
      `| ${name} | ${first.toFixed(0)} | ${middle.toFixed(0)} | ${worst.toFixed(0)} | ${kilobytes(sentBytes)} | ${kilobytes(bytes)} | ${count} |`,
  );
  const slow = pages.filter(({ middle }) => middle > MOST_MS).map(({ name }) => name);
  const large = pages.filter(({ sentBytes }) => sentBytes > MOST_KB * 1000).map(({ name }) => name);
  return [
    '| page | first, ms | middle, ms | worst, ms | sent, KB | unpacked, KB | rows |',
    '|---|--:|--:|--:|--:|--:|--:|',
    ...rows,
    '',
    `The overview with all that it loads, in a browser that has never been here: ${kilobytes(firstVisitBytes)} KB. Duties of all records were indexed ${(indexedMs / 1000).toFixed(1)} s after the start.`,
    '',
    `Wanted: every page in ≤ ${MOST_MS} ms (middle): ${slow.length === 0 ? 'reached' : `not reached by ${slow.join(', ')}`}.`,
    `Wanted: every page ≤ ${MOST_KB} KB as sent: ${large.length === 0 ? 'reached' : `not reached by ${large.join(', ')}`}.`,
    `Wanted: the first page with all that it loads ≤ ${MOST_KB} KB: ${firstVisitBytes <= MOST_KB * 1000 ? 'reached' : 'not reached'}.`,
  ].join('\n');
}

/** The page under docs/benchmarks. */
export function page(result: Result): string {
  return `# The console over ${result.records.toLocaleString('en')} records

Written by \`npm run bench:console -- --write\`; the same figures as JSON are in \`console.json\`. Do not edit.

${machineOf(result)}

${table(result)}

Bench records of ten resources and 25 KB (test/bench/sync), all in step with two partners in SQLite on the disk, cast from one that came the long way. Everybody has the same name, a revision due within 30 days and a consent that ends; of 500 persons one is in conflict,
of 100 one is held, of 200 one has a plan without a coordinator, of 1,000 one has something set aside. Each page is asked for ${result.times} times, one after the other, by one client on this machine over a connection that stays open: from the request to the last byte,
so the server's time and a little more. *First*: nothing of it was read since the process started and looked after its duties. Each page writes its entries of the access log, as for anybody. Nothing is sealed.
`;
}
