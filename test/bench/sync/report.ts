import type { Occasion } from '../bench-page.ts';
import { BYTES, RESOURCES } from './bench-record.ts';
import type { Memory } from './memory.ts';
import type { Measured, Sizes } from './scenarios.ts';

export interface Result extends Occasion {
  readonly sizes: Sizes;
  readonly measured: readonly Measured[];
  readonly memory: ReturnType<Memory['series']>;
}

const whole = (value: number): string => Math.round(value).toLocaleString('en').replaceAll(',', ' ');

const HEAD = [
  '',
  'time, ms',
  'processor, ms',
  'requests',
  'bare wire, ms',
  'pages',
  'writes',
  'MB',
  '÷ wire',
  'records/s',
];

function rows({ measured }: Result): readonly (readonly string[])[] {
  return measured.map(({ name, changed, milliseconds, processorMs, requests, wire, ratio }) => [
    name,
    whole(milliseconds),
    whole(processorMs),
    whole(requests),
    whole(wire.milliseconds),
    whole(wire.pages),
    whole(wire.writes),
    (wire.bytes / 1e6).toFixed(1),
    ratio.toFixed(1),
    changed > 0 ? whole((changed * 1000) / milliseconds) : '–',
  ]);
}

const PHASES = ['ask', 'take-in', 'enrol', 'deliver'] as const;

function phaseRows({ measured }: Result): readonly (readonly string[])[] {
  return measured.map(({ name, phases }) => [name, ...PHASES.map((phase) => whole(phases[phase] ?? 0))]);
}

function targets({ measured, sizes, memory }: Result): readonly (readonly string[])[] {
  const none = measured.find(({ changed }) => changed === 0);
  const load = memory.filter(({ phase }) => phase.startsWith('first load'));
  const stays = (part: typeof load): number => Math.min(...part.map(({ heapLowMb }) => heapLowMb));
  const half = Math.ceil(load.length / 2);
  const growth = stays(load.slice(half)) - stays(load.slice(0, half));
  const isMet = (holds: boolean): string => (holds ? 'met' : 'not met');
  return [
    [
      `no change over ${whole(sizes.large)} records`,
      '≤ 1 000 ms',
      `${whole(none?.milliseconds ?? Number.NaN)} ms, ${none?.requests} requests`,
      isMet((none?.milliseconds ?? 9e9) <= 1000),
    ],
    ...measured
      .filter(({ changed }) => changed > 0)
      .map(({ name, ratio }) => [name, '≤ 1.5 × bare wire', `${ratio.toFixed(1)} ×`, isMet(ratio <= 1.5)]),
    ['heap that stays, second half of the first load', '≤ 20 MB more', `${growth} MB more`, isMet(growth <= 20)],
  ];
}

function columns(lines: readonly (readonly string[])[]): string {
  const widths = (lines[0] ?? []).map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  return lines
    .map((line) =>
      line.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  '),
    )
    .join('\n');
}

function markdown(lines: readonly (readonly string[])[]): string {
  const [head = [], ...body] = lines;
  return [head, head.map((_, at) => (at === 0 ? '---' : '---:')), ...body]
    .map((line) => `| ${line.join(' | ')} |`)
    .join('\n');
}

const memoryRows = ({ memory }: Result): readonly (readonly string[])[] =>
  memory
    .filter(({ phase }) => phase !== 'between')
    .map(({ seconds, phase, rssMb, heapMb, heapLowMb }) => [
      phase,
      seconds.toFixed(1),
      ...[rssMb, heapMb, heapLowMb].map(whole),
    ]);

const MEMORY_HEAD = ['phase', 'from second', 'RSS, MB', 'heap at most, MB', 'heap at least, MB'];
const PHASE_HEAD = ['milliseconds', ...PHASES];
const TARGET_HEAD = ['', 'must reach', 'measured', ''];

/** For the terminal. */
export function table(result: Result): string {
  return [
    [HEAD, ...rows(result)],
    [PHASE_HEAD, ...phaseRows(result)],
    [TARGET_HEAD, ...targets(result)],
    [MEMORY_HEAD, ...memoryRows(result)],
  ]
    .map(columns)
    .join('\n\n');
}

/** docs/benchmarks/sync.md. */
export function page(result: Result): string {
  const { machine, sizes, date } = result;
  return `# Synchronization

\`npm run bench:sync -- --write\` wrote this on ${date}: ${machine.cpu}, ${machine.cores} cores, ${machine.system}, Node ${machine.node}, load ${machine.loadBefore.toFixed(1)} before.

A bench record is ${RESOURCES} resources and about ${whole(BYTES / 1000)} KB. Two partners are FHIR servers in memory, each in a process of its own on this machine; ${sizes.concurrency} persons at once. Samplan keeps everything on the disk (SQLite, synchronous=FULL). *Bare wire*: the same pages and the same writes, so many at once, by a process that does nothing else and keeps nothing; it runs right after. Requests that are neither page nor write are Samplan's only.

*First load*: ${whole(sizes.records)} records are pulled, admitted and delivered to the second partner. All other passes are over ${whole(sizes.large)} records that stand in step at both, prepared from one that came the long way; one measure of each changed record was edited at the first partner, and both partners are passed. *Answers after ${sizes.delayMs} ms*: as from a partner in another town; next door there is nothing to wait for, and every millisecond is Samplan's own.

${markdown([HEAD, ...rows(result)])}

Where the time goes:

${markdown([PHASE_HEAD, ...phaseRows(result)])}

What must be reached:

${markdown([TARGET_HEAD, ...targets(result)])}

Memory of Samplan's process alone. Heap rises until it is collected: the least of each step is what stays.

${markdown([MEMORY_HEAD, ...memoryRows(result)])}
`;
}
