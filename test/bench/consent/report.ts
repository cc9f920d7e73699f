import { machineOf, type Occasion } from '../bench-page.ts';
import type { Spread } from '../validation/rounds.ts';

/** What was measured, in microseconds for one whole record. */
export interface Result extends Occasion {
  readonly records: Readonly<
    Record<string, { readonly parts: number; readonly consents: number; readonly microseconds: Spread }>
  >;
}

const WANTED = 50;

const range = ({ median, min, max }: Spread): string => `${median.toFixed(1)} (${min.toFixed(1)}–${max.toFixed(1)})`;

const rows = ({ records }: Result): readonly (readonly string[])[] =>
  Object.entries(records).map(([name, { parts, consents, microseconds }]) => [
    name,
    String(parts),
    String(consents),
    range(microseconds),
  ]);

const HEAD = ['record', 'parts', 'consents', 'µs to decide all of it'];

function verdict({ records }: Result): string {
  const [first] = Object.values(records);
  const median = first?.microseconds.median ?? Number.NaN;
  return `Wanted: a whole bench record in ≤ ${WANTED} µs; is ${median.toFixed(1)}: ${median <= WANTED ? 'reached' : 'not reached'}.`;
}

/** For a terminal. */
export function table(result: Result): string {
  const lines = [HEAD, ...rows(result)].map((row) => row.join('  ·  '));
  return [machineOf(result), '', ...lines, '', verdict(result)].join('\n');
}

/** docs/benchmarks/consent.md. */
export function page(result: Result): string {
  const lines = [HEAD, HEAD.map((_, at) => (at === 0 ? '---' : '--:')), ...rows(result)];
  return `# Consent: how fast

Written by \`npm run bench:consent -- --write\`; the same figures as JSON are in \`consent.json\`. Do not edit.

${machineOf(result)}

${verdict(result)}

${lines.map((row) => `| ${row.join(' | ')} |`).join('\n')}

One call of \`decide\` for each part of the record, for one recipient at one moment. One process, one thread; every round runs each
line for 150 ms of processor time, in an order that turns; a figure is the median of the rounds, in brackets the lowest and the
highest. 64 records in turn; nothing is kept between calls but the midnights of days.
`;
}
