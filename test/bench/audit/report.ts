import type { Occasion } from '../bench-page.ts';

/** What the bench of the access log found. */
export interface Result extends Occasion {
  readonly microseconds: Readonly<
    Record<string, { readonly median: number; readonly least: number; readonly most: number }>
  >;
  readonly verifiedEntriesPerSecond: number;
}

/** The figures as a table. */
export function table({ microseconds, verifiedEntriesPerSecond }: Result): string {
  const rows = Object.entries(microseconds).map(
    ([name, { median, least, most }]) =>
      `| ${name} | ${Math.round(median)} | ${Math.round(least)}–${Math.round(most)} |`,
  );
  return [
    '| what | µs each, median | least–most |',
    '|---|---|---|',
    ...rows,
    '',
    `The chain is verified at ${verifiedEntriesPerSecond} entries a second.`,
  ].join('\n');
}

/** The page under docs/benchmarks. */
export function page(result: Result): string {
  const { date, machine } = result;
  return `# What the access log costs

Written by \`npm run bench:audit -- --write\` on ${date}: ${machine.cpu}, ${machine.cores} cores, ${machine.system}, Node ${machine.node}, load ${machine.loadBefore.toFixed(1)} before.

Through the FHIR API, without HTTP, on a database file. A traced read is answered when its AuditEvent is on the disk, with its link in the hash chain; reads at once share one transaction and one sync. “No trace” is the
same API with a trace that does nothing: no installation can be run so.

${table(result)}
`;
}
