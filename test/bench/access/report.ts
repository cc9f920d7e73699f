import { machineOf, type Occasion } from '../bench-page.ts';
/** Milliseconds of one check. */
export interface Figures {
  readonly median: number;
  readonly p95: number;
  readonly wanted?: number;
}

export interface Result extends Occasion {
  readonly count: number;
  readonly checks: Readonly<Record<string, Figures>>;
}

const HEAD = ['check', 'median, ms', '95 %, ms', 'wanted, ms', ''];

const rows = ({ checks }: Result): readonly (readonly string[])[] =>
  Object.entries(checks).map(([name, { median, p95, wanted }]) => [
    name,
    median.toFixed(3),
    p95.toFixed(3),
    wanted === undefined ? '' : `≤ ${wanted}`,
    wanted === undefined ? '' : median <= wanted ? 'reached' : 'not reached',
  ]);

/** For a terminal. */
export function table(result: Result): string {
  return [machineOf(result), '', ...[HEAD, ...rows(result)].map((row) => row.join('  ·  '))].join('\n');
}

/** docs/benchmarks/access.md. */
export function page(result: Result): string {
  const lines = [HEAD, HEAD.map((_, at) => (at === 0 ? '---' : '--:')), ...rows(result)];
  return `# Access: how fast

Written by \`npm run bench:access -- --write\`; the same figures as JSON are in \`access.json\`. Do not edit.

${machineOf(result)}

${lines.map((row) => `| ${row.join(' | ')} |`).join('\n')}

What one request waits for, by the clock, one check after another, ${result.count} of each after a tenth of that to warm up. The issuer's keys are there; every proof is new, and is
remembered in a store on the disk. RSA keys have 2048 bits.
`;
}
