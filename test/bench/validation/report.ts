import { machineOf, type Occasion } from '../bench-page.ts';
import type { StartUp } from './cold-starts.ts';
import type { Figures, ReducedFigures } from './figures.ts';
import type { Spread } from './rounds.ts';

export interface Result extends Occasion {
  readonly machine: Occasion['machine'] & { readonly hapi: string };
  readonly resources: Readonly<Record<string, Figures>>;
  readonly carePlanReduced: ReducedFigures;
  readonly startUp: { readonly sources: StartUp; readonly compiled: StartUp | undefined };
}

const whole = (value: number | undefined): string =>
  value === undefined ? '–' : Math.round(value).toLocaleString('en').replaceAll(',', ' ');
const fixed = (value: number, digits: number): string => value.toFixed(digits);
const range = ({ median, min, max }: Spread, digits = 0): string =>
  `${fixed(median, digits)} (${fixed(min, digits)}–${fixed(max, digits)})`;

const HEAD = [
  'resource',
  'bytes',
  'Samplan/s',
  'time ÷ JSON.parse',
  'JSON.parse/s',
  'scan/s',
  '@medplum/core/s',
  'HAPI/s',
  '× HAPI',
];

const rows = ({ resources }: Result): readonly (readonly string[])[] =>
  Object.entries(resources).map(([name, figures]) => [
    name,
    whole(figures.bytes),
    whole(figures.perSecond),
    range({ median: figures.parseRatio, min: figures.parseRatioMin, max: figures.parseRatioMax }, 2),
    whole(figures.parsePerSecond),
    whole(figures.scanPerSecond),
    figures.medplumPerSecond ? `${whole(figures.medplumPerSecond)} (× ${whole(figures.timesMedplum?.median)})` : '–',
    whole(figures.hapiPerSecond),
    figures.timesHapi ? whole(figures.timesHapi) : '–',
  ]);

function targets({
  resources,
  carePlanReduced,
  startUp,
}: Result): readonly (readonly [string, string, string, boolean])[] {
  const plan = resources['carePlanWithProfile'];
  const best = startUp.compiled ?? startUp.sources;
  return [
    [
      'time ÷ JSON.parse, CarePlan with its profile',
      '≤ 1.0',
      fixed(plan?.parseRatio ?? Number.NaN, 2),
      (plan?.parseRatio ?? 9) <= 1,
    ],
    [
      '× @medplum/core under the same reduced profile',
      '≥ 100',
      range(carePlanReduced.timesMedplum),
      carePlanReduced.timesMedplum.median >= 100,
    ],
    ['ready from cold, ms (compiled)', '≤ 100', range(best.readyMs), best.readyMs.median <= 100],
    ['memory added when ready, MB (RSS, compiled)', '≤ 40', range(best.readyRssMb, 1), best.readyRssMb.median <= 40],
  ];
}

const starts = ({ startUp }: Result): readonly (readonly string[])[] =>
  (['sources', 'compiled'] as const).flatMap((kind) => {
    const figures = startUp[kind];
    return figures
      ? [
          [
            kind,
            range(figures.importMs),
            range(figures.readyMs),
            range(figures.firstMs),
            range(figures.readyRssMb, 1),
            range(figures.rssMb, 1),
            range(figures.heapMb, 1),
          ],
        ]
      : [];
  });
const START_HEAD = [
  '',
  'imported, ms',
  'ready, ms',
  'first validated, ms',
  'RSS added when ready, MB',
  'RSS added after 1000, MB',
  'heap added after 1000, MB',
];

function columns(lines: readonly (readonly string[])[]): string {
  const widths = (lines[0] ?? []).map((_, at) => Math.max(...lines.map((line) => (line[at] ?? '').length)));
  return lines
    .map((line) =>
      line.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  '),
    )
    .join('\n');
}

const markdown = (head: readonly string[], lines: readonly (readonly string[])[]): string =>
  [head, head.map((_, at) => (at === 0 ? '---' : '--:')), ...lines].map((line) => `| ${line.join(' | ')} |`).join('\n');

const reached = (result: Result): readonly (readonly string[])[] =>
  targets(result).map(([what, wanted, is, isReached]) => [what, wanted, is, isReached ? 'reached' : 'not reached']);

const reducedLine = ({ carePlanReduced }: Result): string =>
  `CarePlan under one reduced profile in both: Samplan ${whole(carePlanReduced.perSecond)}/s, @medplum/core ${whole(carePlanReduced.medplumPerSecond)}/s: × ${range(carePlanReduced.timesMedplum)}`;

/** For a terminal. */
export function table(result: Result): string {
  return [
    machineOf(result, `HAPI ${result.machine.hapi}; `),
    '',
    columns([HEAD, ...rows(result)]),
    '',
    reducedLine(result),
    '',
    columns([START_HEAD, ...starts(result)]),
    '',
    columns(reached(result)),
  ].join('\n');
}

/** docs/benchmarks/validation.md. */
export function page(result: Result): string {
  return `# Validation: how fast

Written by \`npm run bench:validation -- --write\`; the same figures as JSON are in \`validation.json\`. Do not edit.

${machineOf(result, `HAPI ${result.machine.hapi}; `)}

## Targets

${markdown(['what', 'wanted', 'is', ''], reached(result))}

## Rates

${markdown(HEAD, rows(result))}

${reducedLine(result)}.

## Start and memory

${markdown(START_HEAD, starts(result))}

## What is compared with what

- One run, one process, one thread. Every round runs every task once for 150 ms, in an order that turns; a figure is the median of the
  rounds, in brackets the lowest and highest. A second is one of processor time, with the threads for garbage and compiling, so that
  what else the machine does stays out of it. A ratio is taken round by round. Warm-up: 0.5 s a task, HAPI 5 s.
- Samplan and @medplum/core get resources that are parsed already, 64 copies in turn. Both run all their rules.
- JSON.parse and the raw-text scan (duplicate keys, digits that would be lost, depth, grammar) get the same bytes as text: the resource as one line.
- \`WithProfile\` asks for the profile by argument; the bytes are the same as without. A Bundle's entries claim their profiles, so its
  bytes differ, and its JSON.parse is measured on its own bytes.
- @medplum/core has no column for our profiles: it rejects valid resources under them (required extension slices, slices
  told apart by existence). The reduced profile is R4's CarePlan with a fixed intent, required title, period and category, a category by pattern and a Patient as subject. Both accept
  the plan under it, and both refuse it without a title.
- HAPI reads the text itself and measures itself inside its warm JVM, on one thread. \`× HAPI\` therefore sets it against JSON.parse,
  the raw-text scan and our validation together.
- Cold start: new processes, times from before the import of src/validation to a validator with our package, and to the end of
  the first validation. \`sources\` is Node with type stripping, \`compiled\` what \`npm run build\` installs. Memory is what is added since
  before the import: when ready, and after 1000 validations and a garbage collection, when machine code of the engine and its room for
  short-lived objects have come along. Medians of nine processes.
`;
}
