import { machineOf, type Occasion } from '../bench-page.ts';

/** What one way took. */
export interface Taken {
  /** Resources. */
  readonly perSecond: number;
  readonly seconds: number;
  /** Of the process itself; a server's own are not in it. */
  readonly processorSeconds: number;
}

export interface Result extends Occasion {
  readonly records: number;
  /** Of the file. */
  readonly bytes: number;
  readonly taken: Readonly<Record<string, Taken>>;
}

/** Resources a second, with the index. */
const WANTED = 3_000;

/** The figures as a table. */
export function table({ taken }: Result): string {
  const rows = Object.entries(taken).map(
    ([name, { perSecond, seconds, processorSeconds }]) =>
      `| ${name} | ${Math.round(perSecond)} | ${seconds.toFixed(1)} | ${processorSeconds.toFixed(1)} |`,
  );
  const verdicts = Object.entries(taken).flatMap(([name, { perSecond }]) => {
    if (!name.startsWith('import')) return [];
    return [`Wanted: ${name} at ≥ ${WANTED} resources/s: ${perSecond >= WANTED ? 'reached' : 'not reached'}.`];
  });
  return ['| what | resources/s | s | processor s |', '|---|--:|--:|--:|', ...rows, '', ...verdicts].join('\n');
}

/** The page under docs/benchmarks. */
export function page(result: Result): string {
  return `# Out and in: how fast

Written by \`npm run bench:import -- --write\`; the same figures as JSON are in \`import.json\`. Do not edit.

${machineOf(result)}

${table(result)}

${result.records} bench records, ten resources and 25 KB each; the file has ${(result.bytes / 1e6).toFixed(0)} MB. One version of each, a link for each person; nothing is sealed. An import is timed from the first byte of the file, which is read twice, to
the last search row on the disk. PostgreSQL runs on the same machine with \`fsync\`, and takes its part of the processors beside; its own time is not in the last column.
`;
}
