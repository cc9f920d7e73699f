import { machineOf, type Occasion } from '../bench-page.ts';
import type { Measured } from './measure.ts';

export interface Result extends Occasion {
  /** Of one processor, for each process. */
  readonly share: number;
  readonly seconds: number;
  readonly connections: number;
  readonly edits: number;
  readonly database: string;
  readonly measured: readonly Measured[];
  /** Bytes of the database for each record, by how many there are. */
  readonly bytes: Readonly<Record<string, number>>;
}

/** How many times as much several processes are to answer as one. */
const WANTED = 2;
/** By how much the cost of an answer, or of a record on the disk, may differ between few records and many. */
const FLAT = 0.2;

export function table({ measured, bytes, share }: Result): string {
  const rows = measured.map((one) =>
    [
      ...['', one.records, one.processes, one.perSecond.toFixed(1), one.p50.toFixed(0), one.p99.toFixed(0)],
      ...[one.processorMs.toFixed(2), one.databaseMs.toFixed(2), one.databaseShare.toFixed(2)],
      ...[one.edited.toFixed(1), one.delivered.toFixed(1), one.rssMb.map((mb) => mb.toFixed(0)).join(' '), ''],
    ]
      .join(' | ')
      .trim(),
  );
  return [
    `Each process has ${share} of a processor.`,
    '',
    '| records | processes | answers/s | p50 ms | p99 ms | processor ms an answer | database ms an answer | processors the database took | edited/s | delivered/s | MB |',
    '|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|',
    ...rows,
    '',
    ...Object.entries(bytes).map(
      ([records, each]) => `${records} records: ${Math.round(each)} bytes each in the database.`,
    ),
    '',
    ...verdicts(measured, bytes),
  ].join('\n');
}

function verdicts(measured: readonly Measured[], bytes: Result['bytes']): readonly string[] {
  const told: string[] = [];
  const sizes = [...new Set(measured.map(({ records }) => records))];
  const most = Math.max(...measured.map(({ processes }) => processes));
  const of = (records: number, processes: number): Measured | undefined =>
    measured.find((one) => one.records === records && one.processes === processes);
  for (const records of sizes) {
    const [one, several] = [of(records, 1), of(records, most)];
    if (!one || !several || most === 1) continue;
    const times = several.perSecond / one.perSecond;
    told.push(
      `Wanted: ${most} processes ≥ ${WANTED} × one over ${records} records: ${times.toFixed(2)} ×, ${times >= WANTED ? 'reached' : 'not reached'}.`,
    );
  }
  const [few, many] = [Math.min(...sizes), Math.max(...sizes)];
  if (few === many) return told;
  const flat = (what: string, before: number, after: number): void => {
    const change = after / before - 1;
    told.push(
      `Wanted: ${what} from ${few} to ${many} records within ± ${FLAT * 100} %: ${(change * 100).toFixed(0)} %, ${Math.abs(change) <= FLAT ? 'reached' : 'not reached'}.`,
    );
  };
  for (const processes of new Set(measured.map((one) => one.processes))) {
    const [small, large] = [of(few, processes), of(many, processes)];
    if (!small || !large) continue;
    const cost = (one: Measured): number => one.processorMs + one.databaseMs;
    flat(`processor time of an answer, ${processes} process${processes > 1 ? 'es' : ''}`, cost(small), cost(large));
  }
  flat('bytes of a record', bytes[few] ?? 0, bytes[many] ?? 0);
  return told;
}

/** The page under docs/benchmarks. */
export function page(result: Result): string {
  return `# More records, more processes

Written by \`npm run bench:scale -- --write\`; the same figures as JSON are in \`scale.json\`. Do not edit.

${machineOf(result, `${result.database}; `)}

${table(result)}

Every process is \`samplan serve\` on one PostgreSQL, which runs on the same machine and is not capped, as neither are the load and the two partners. For ${result.seconds} seconds ${result.connections} connections ask of all processes together what a
working day asks: six reads of ten, two searches for a person by number, one create and one update, each with a token and its entry of the access log. Passes over both partners begin every second meanwhile: a partner's users edit the plans of ${result.edits} persons
a second, and what these and the load write goes to the partners. All of it is in the processor time of an answer. A record is a bench record of ten resources and 25 KB; in the database it has its history, its access log, its search rows, and what both partners
hold of it.
`;
}
