import { machineOf, type Occasion } from '../bench-page.ts';
import type { Cell, Contestant, Memory, Pace } from './measure.ts';
import type { StartUp } from './start-up.ts';
import { median, ratio, targets } from './targets.ts';

export interface Result extends Occasion {
  readonly pace: Pace;
  /** `run`, or why it was not. */
  readonly hapi: string;
  readonly cells: readonly Cell[];
  readonly memory: readonly Memory[];
  readonly starts: Readonly<Record<string, readonly StartUp[]>>;
}

type Lines = readonly (readonly string[])[];

const whole = (value: number): string => Math.round(value).toLocaleString('en').replaceAll(',', ' ');

function namesIn({ cells }: Result): readonly Contestant[] {
  return [...new Set(cells.map(({ name }) => name))];
}

/** A row for each load, a column for each server. */
function grid(result: Result, records: number, told: (cell: Cell) => string): Lines {
  const names = namesIn(result);
  const here = result.cells.filter((cell) => cell.records === records);
  const loads = [...Map.groupBy(here, ({ kind, connections }) => `${kind}, ${connections}`)];
  return [
    ['request, connections', ...names],
    ...loads.map(([load, cells]) => [
      load,
      ...names.map((name) => {
        const cell = cells.find((one) => one.name === name);
        return cell ? told(cell) : '–';
      }),
    ]),
  ];
}

function rates(result: Result, records: number): Lines {
  return grid(result, records, (cell) => {
    const beside = cell.name === 'bare' ? undefined : ratio(result.cells, cell, 'bare');
    return `${whole(median(cell.rates))}${beside === undefined ? '' : ` (${beside.toFixed(2)})`}`;
  });
}

function times(result: Result, records: number): Lines {
  return grid(result, records, ({ p50, p99 }) => `${p50.toFixed(1)} / ${p99.toFixed(1)}`);
}

function processor(result: Result, records: number): Lines {
  return grid(result, records, ({ processorUs }) => (processorUs === undefined ? '–' : whole(processorUs)));
}

function startRows({ starts }: Result): Lines {
  return [
    ['samplan serve', 'ready, ms', 'processor until then, ms', 'idle, MB'],
    ...Object.entries(starts).map(([name, taken]) => [
      name,
      ...[median(taken.map((one) => one.readyMs)), median(taken.map((one) => one.processorMs))].map(whole),
      whole(median(taken.flatMap(({ idleMb }) => idleMb ?? []))),
    ]),
  ];
}

function memoryRows({ memory }: Result): Lines {
  return [
    ['memory when all was asked, MB'],
    ...memory.map(({ name, records, rssMb }) => [`${name}, ${records} records`, whole(rssMb)]),
  ].map((line) => [line[0] ?? '', line[1] ?? '']);
}

function targetRows({ cells, starts }: Result): Lines {
  return [
    ['', 'must reach', 'measured', ''],
    ...targets(cells, starts).map(({ what, wanted, measured, isMet }) => [
      what,
      wanted,
      measured,
      isMet ? 'met' : 'not met',
    ]),
  ];
}

function columns(lines: Lines): string {
  const widths = (lines[0] ?? []).map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  return lines
    .map((line) =>
      line.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  '),
    )
    .join('\n');
}

function markdown(lines: Lines): string {
  const [head = [], ...body] = lines;
  return [head, head.map((_, at) => (at === 0 ? '---' : '---:')), ...body]
    .map((line) => `| ${line.join(' | ')} |`)
    .join('\n');
}

function sizesIn({ cells }: Result): readonly number[] {
  return [...new Set(cells.map(({ records }) => records))];
}

/** For the terminal. */
export function table(result: Result): string {
  const grids = sizesIn(result).flatMap((records) => [
    `${whole(records)} records: answers a second (of bare Express)`,
    columns(rates(result, records)),
    'milliseconds, half / 99 %',
    columns(times(result, records)),
    'processor, microseconds an answer',
    columns(processor(result, records)),
  ]);
  const rest = [startRows(result), memoryRows(result), targetRows(result)].map(columns);
  return [
    machineOf(result),
    ...grids,
    ...rest,
    ...(result.hapi === 'run' ? [] : [`HAPI JPA: not run (${result.hapi})`]),
  ].join('\n\n');
}

/** docs/benchmarks/api.md. */
export function page(result: Result): string {
  const { pace, hapi } = result;
  const sizes = sizesIn(result)
    .map(
      (records) => `## ${whole(records)} records

Answers a second, in brackets of bare Express:

${markdown(rates(result, records))}

Milliseconds until the answer is there, half of them / 99 % of them:

${markdown(times(result, records))}

Processor time of the server for each answer, in microseconds:

${markdown(processor(result, records))}
`,
    )
    .join('\n');
  return `# The FHIR endpoint: how fast

Written by \`npm run bench:api -- --write\`; the same figures as JSON are in \`api.json\`. Do not edit.

${machineOf(result)}

## Must reach

${markdown(targetRows(result))}

Where several figures stand, they are for ${pace.connections.join(', ')} connections.

${sizes}
## Start and memory

${markdown(startRows(result))}

${markdown(memoryRows(result))}

## What is compared with what

- Each server is a process of its own, the load generator another; ${hapi === 'run' ? 'all' : `HAPI JPA was not run (${hapi}); all others`} on one machine. One at a time is asked, ${pace.milliseconds} ms each, in turn, ${pace.rounds} rounds;
  a rate is the median of the rounds, a ratio the median of the ratios of each round. Every answer is read to its end and must be 2xx.
- A record is a bench record: 10 resources, 24 KB. *Read*: the CarePlan, 4.5 KB. *Search by identifier*: POST _search of the Patient by national number. *Search by subject*: the person's CarePlan,
  \`_sort=-_lastUpdated&_include=CarePlan:goal\`, 10 KB. *Create* and *update*: a ServiceRequest of 3.4 KB in the record of somebody who is there. *Transaction*: a whole record of somebody new.
- *bare*: Express, the same check of the same token (PS256), the bytes that Samplan answered; what is written is parsed, inserted into SQLite (\`synchronous = FULL\`) in a statement of its own and answered as it came.
  It validates, indexes, searches and traces nothing.
- *engine*: Samplan without a trace of what is only read. No installation can be run so; what is written is traced here too, since that is one commit. *audited*: Samplan as it is, with a bearer token: an
  AuditEvent is on the disk before a byte of an answer leaves. *DPoP*: with a token that is bound to a key, and a new proof with every request.
- *HAPI JPA*: version and settings of \`npm run interop\`: its defaults, H2 in memory. It checks no token and no profile, writes no AuditEvent, asks no consent, keeps nothing on a disk; it has more threads than one.
  It is asked with 1 000 records only: it keeps all of them in its memory.
`;
}
