import { type Command, InvalidArgumentError } from 'commander';
import type { RunSummary } from '../store/partner-memory.ts';
import { type ConfigFileOption, configFileOption } from './config-file.ts';
import { openOperatorLog } from './operator-log.ts';
import type { Session } from './session.ts';
import { textTable } from './text-table.ts';

interface RunsOptions extends ConfigFileOption {
  readonly json?: true;
  readonly partner?: string;
  readonly count: number;
}

const HEADINGS = [
  'started',
  'partner',
  'kind',
  'outcome',
  'asked by',
  'pulled',
  'merged',
  'delivered',
  'requests',
  'ms',
];

/** `samplan runs`: what the latest passes came to. Counts and codes, never a person's data. */
export function addRuns(program: Command, session: Session): void {
  program
    .command('runs')
    .summary('what the latest passes came to')
    .description(
      'Lists the summaries of passes and reconciliations, the newest first. Passes in a row that found nothing to do are one line. They are kept for keepRuns days.',
    )
    .option('--partner <name>', 'only of this partner')
    .option('--count <number>', 'how many', countOf, 20)
    .option('--json', 'one JSON array with everything that is known of each')
    .addOption(configFileOption())
    .addHelpText('after', '\nExample:\n  $ samplan runs --partner "Helse Fjordvik HF" --count 5')
    .action((options: RunsOptions) => runs(session, options));
}

async function runs(session: Session, { config, partner, count, json }: RunsOptions): Promise<void> {
  const { terminal } = session;
  const configuration = await session.configuration(config);
  const installation = await session.open(configuration, openOperatorLog(terminal, configuration, 'warn'));
  try {
    const { store } = installation.context;
    const found = await store.runs({ count, ...(partner === undefined ? {} : { partner }) });
    terminal.write(json === true ? `${JSON.stringify(found)}\n` : describe(found));
  } finally {
    await installation.stop();
  }
}

function describe(found: readonly RunSummary[]): string {
  if (found.length === 0) return 'No passes yet.\n';
  const notices = found.flatMap(({ started, partner, notices: told }) =>
    told.map((notice) => `${started} ${partner}: ${notice}`),
  );
  return `${[textTable(HEADINGS, found.map(rowOf)), ...(notices.length > 0 ? ['', ...notices] : [])].join('\n')}\n`;
}

function rowOf(run: RunSummary): readonly string[] {
  const { started, partner, kind, outcome, strategy, why, pulled, merged, delivered, requests, durationMs, times } =
    run;
  return [
    times === undefined ? started : `${started} (${times} times since ${run.since})`,
    partner,
    kind,
    outcome,
    strategy === undefined ? '' : `${strategy} (${why})`,
    ...[pulled, merged, delivered, requests, Math.round(durationMs)].map(String),
  ];
}

function countOf(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 10_000)
    throw new InvalidArgumentError('A whole number from 1 to 10000.');
  return count;
}
