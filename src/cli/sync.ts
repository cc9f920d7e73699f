import type { Command } from 'commander';
import { nearestName } from '../config/nearest-name.ts';
import type { Configuration } from '../config.ts';
import { SamplanError } from '../errors.ts';
import type { RunSummary } from '../sync/run.ts';
import { type ConfigFileOption, configFileOption } from './config-file.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { openOperatorLog } from './operator-log.ts';
import { openProgress } from './progress.ts';
import type { Session } from './session.ts';

interface SyncOptions extends ConfigFileOption {
  readonly partner?: string;
  readonly reconcile?: true;
  readonly acceptMissing?: true;
}

/** `samplan sync`: one pass of each partner, or of one. */
export function addSync(program: Command, session: Session): void {
  program
    .command('sync')
    .summary('run one pass of each partner')
    .description(
      [
        'Runs one pass of each partner in the order of the configuration: takes in what changed there, merges it, and',
        'delivers what the partner is owed. Prints a line for each. Exits with 0 when every pass completed, 3 when a partner could not be reached (it is',
        'tried again by the next pass), 1 when a pass failed or was stopped.',
      ].join(' '),
    )
    .option('--once', 'one pass, then end, as always; the schedules run in "samplan serve"')
    .option('--partner <name>', 'only this partner')
    .option('--reconcile', 'look at everything that the partner should hold, not only at what changed')
    .option('--accept-missing', 'with --reconcile: believe that what is missing was deleted, however much it is')
    .addOption(configFileOption())
    .addHelpText('after', '\nExample:\n  $ samplan sync --partner "Fjordvik kommune"')
    .action((options: SyncOptions) => sync(session, options));
}

async function sync(session: Session, options: SyncOptions): Promise<void> {
  const { terminal } = session;
  if (options.acceptMissing && !options.reconcile) throw needsReconcile();
  const configuration = await session.configuration(options.config);
  if (options.partner !== undefined) requirePartner(configuration, options.partner);
  const installation = await session.open(configuration, openOperatorLog(terminal, configuration, 'warn'));
  try {
    const progress = openProgress(terminal, 'records');
    const summaries = await installation.runPass({
      ...(options.partner === undefined ? {} : { partner: options.partner }),
      ...(options.reconcile ? { kind: 'reconciliation' } : {}),
      ...(options.acceptMissing ? { acceptMissing: true } : {}),
      onProgress: ({ done, total, partner }) => progress.show(done, total, partner),
    });
    progress.close();
    for (const summary of summaries) terminal.write(`${lineOf(summary)}\n`);
    session.end(exitCodeOf(summaries));
  } finally {
    await installation.stop();
  }
}

function needsReconcile(): SamplanError {
  return new SamplanError(
    'bad-parameter',
    {
      nb: '--accept-missing gjelder en full gjennomgang. Legg til --reconcile.',
      nn: '--accept-missing gjeld ein full gjennomgang. Legg til --reconcile.',
      en: '--accept-missing is about a reconciliation. Add --reconcile.',
    },
    { where: '--accept-missing' },
  );
}

function requirePartner({ partners, file }: Configuration, name: string): void {
  const names = partners.map((partner) => partner.name);
  if (names.includes(name)) return;
  const nearest = nearestName(name, names);
  throw new SamplanError(
    'not-found',
    {
      nb: 'Konfigurasjonen har ingen partner med dette navnet.',
      nn: 'Konfigurasjonen har ingen partnar med dette namnet.',
      en: 'The configuration has no partner of this name.',
    },
    { where: file, expected: nearest ?? names.join(', '), found: name },
  );
}

/**
 * A pass on one line.
 *
 * @example
 * lineOf(summary) // 'Fjordvik kommune: completed (asked by last-updated, stated): pulled 12, admitted 11, set aside 1, … (340 ms)'
 */
function lineOf(summary: RunSummary): string {
  const { partner, outcome, pulled, admitted, setAside, conflicts, delivered, held, durationMs, notices } = summary;
  const { strategy, why } = summary;
  const asked = strategy === undefined ? '' : ` (asked by ${strategy}, ${why})`;
  const counts = `pulled ${pulled}, admitted ${admitted}, set aside ${setAside}, conflicts ${conflicts}, delivered ${delivered}, held ${held}`;
  return `${partner}: ${outcome}${asked}: ${counts} (${Math.round(durationMs)} ms)${notices.map((notice) => `. ${notice}`).join('')}`;
}

function exitCodeOf(summaries: readonly RunSummary[]): ExitCode {
  const outcomes = new Set(summaries.map(({ outcome }) => outcome));
  if (outcomes.has('failed') || outcomes.has('stopped')) return EXIT.failed;
  return outcomes.has('unreachable') ? EXIT.unreachable : EXIT.ok;
}
