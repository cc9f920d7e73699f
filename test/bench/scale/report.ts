import { machineOf, type Occasion } from '../bench-page.ts';
import { type Compared, compared, deliveriesOf } from './compare.ts';
import { PASS_EVERY_SECONDS } from './installation.ts';
import type { Measured } from './measure.ts';
import type { Amount } from './work.ts';

/** What is the same in all cases. */
export interface Setting {
  /** Of one processor, for each process. */
  readonly share: number;
  /** Of all clients together. */
  readonly connections: number;
  /** Connections of each process to the database. */
  readonly pool: number;
  readonly rounds: number;
  readonly seed: number;
  readonly amount: Amount;
}

export interface Result extends Occasion, Setting {
  readonly database: string;
  readonly measured: readonly Measured[];
  /** Bytes of the database for each record, by how many there are. */
  readonly bytes: Readonly<Record<string, number>>;
}

/** How many times as fast several processes are to be as one. */
const WANTED = 2;
/** By how much the cost of the same work, or of a record on the disk, may differ between few records and many. */
const FLAT = 0.2;

export function table({ measured, bytes, amount }: Result): string {
  const cases = compared(measured, amount);
  return [
    '| records | processes | all done after, s | each round | requests/s | p50 ms | p99 ms | processor s | database s | processors the database took | held back | MB |',
    '|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|',
    ...cases.map(rowOf),
    '',
    ...toldApart(cases),
    ...Object.entries(bytes).map(
      ([records, each]) => `${records} records: ${Math.round(each)} bytes each in the database.`,
    ),
    '',
    ...verdicts(cases, bytes),
  ].join('\n');
}

function toldApart(cases: readonly Compared[]): readonly string[] {
  const rows = cases.flatMap(({ records, apart }) => (apart ? [apartRow(records, apart)] : []));
  if (rows.length === 0) return [];
  return [
    'Told apart, one process that answers and one that takes passes, milliseconds of processor time:',
    '',
    '| records | of a request | … in the database | of a delivery | … in the database | of the passes a second while nothing is to be done |',
    '|--:|--:|--:|--:|--:|--:|',
    ...rows,
    '',
  ];
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`;
}

function rowOf(one: Compared): string {
  return row([
    ...[one.records, one.processes === 'apart' ? '1 + 1' : one.processes, one.seconds.toFixed(1)],
    ...[one.eachSeconds.map((each) => each.toFixed(1)).join(' '), one.perSecond.toFixed(1), one.p50.toFixed(0)],
    ...[one.p99.toFixed(0), (one.processorMs / 1000).toFixed(1), (one.databaseMs / 1000).toFixed(1)],
    ...[one.databaseShare.toFixed(2), `${(one.heldBack * 100).toFixed(0)} %`],
    one.rssMb.map((mb) => mb.toFixed(0)).join(' '),
  ]);
}

function apartRow(records: number, { request, delivery, idleMs }: NonNullable<Compared['apart']>): string {
  const figures = [request.processorMs, request.databaseMs, delivery.processorMs, delivery.databaseMs, idleMs];
  return row([records, ...figures.map((figure) => figure.toFixed(2))]);
}

function verdicts(cases: readonly Compared[], bytes: Result['bytes']): readonly string[] {
  const told: string[] = [];
  const sizes = [...new Set(cases.map(({ records }) => records))];
  const counts = cases.flatMap(({ processes }) => (processes === 'apart' ? [] : [processes]));
  const most = Math.max(...counts);
  const of = (records: number, processes: Compared['processes']): Compared | undefined =>
    cases.find((one) => one.records === records && one.processes === processes);
  for (const records of sizes) {
    const [one, several] = [of(records, 1), of(records, most)];
    if (!one || !several || most === 1) continue;
    const [done, answered] = [one.seconds / several.seconds, several.perSecond / one.perSecond];
    told.push(
      `Wanted: the same work by ${most} processes ≥ ${WANTED} × as fast as by one over ${records} records: ${done.toFixed(2)} × (its requests ${answered.toFixed(2)} ×), ${done >= WANTED ? 'reached' : 'not reached'}.`,
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
  const [small, large] = [of(few, 'apart')?.apart, of(many, 'apart')?.apart];
  for (const [kind, name] of [
    ['request', 'a request'],
    ['delivery', 'a delivery'],
  ] as const) {
    if (!small || !large) continue;
    const cost = (one: NonNullable<Compared['apart']>): number => one[kind].processorMs + one[kind].databaseMs;
    flat(`processor time of ${name}, the database's included,`, cost(small), cost(large));
  }
  flat('bytes of a record', bytes[few] ?? 0, bytes[many] ?? 0);
  return told;
}

/** The page under docs/benchmarks. */
export function page(result: Result): string {
  const { amount, connections, rounds, seed, share, pool } = result;
  return `# More records, more processes

Written by \`npm run bench:scale -- --write\`; the same figures as JSON are in \`scale.json\`. Do not edit.

${machineOf(result, `${result.database}; `)}

${table(result)}

Every case does the same work, and is timed until the last request is answered and the last paper has arrived: ${amount.requests} requests over ${connections} connections, of ten of them six reads, two searches for a person by number, one create and one update, each with a token and its entry of the access
log; and ${amount.edits} persons whose papers a partner's users edit meanwhile, at the pace of the answers. What the API was given goes to both partners, what one partner's users edited to the other: ${deliveriesOf(amount)} deliveries. Whom a request is about is drawn (seed ${seed}), evenly over all records; nobody's papers are
changed twice. The bench fails where a request is not answered well, a partner does not hold in the end exactly what was done, the store has another number of new versions, or a link is not in step.

Every process is \`samplan serve\` with ${pool} connections to one PostgreSQL, which runs on the same machine and is not capped, as neither are the clients and the two partners. Before each case the database is started anew; then the processes start, and each does a tenth of the work without a cap, until all of it is delivered.
From then on each may use ${share} of a processor, in periods of 100 ms. Passes over both partners begin every ${PASS_EVERY_SECONDS} seconds. Each case is run ${rounds === 1 ? 'once' : `${rounds} times, every second time in the opposite order`}; figures are means of the rounds, memory the most. *Held back*: the part of the time in which a process wanted to run and had had its share.
*1 + 1*: \`--role web\` and \`--role worker\`, so that what an answer and what a delivery takes are told apart, passes that find nothing included. A record is a bench record of ten resources and 25 KB; in the database it has its history, its access log, its search rows, and what both partners hold of it.
`;
}
