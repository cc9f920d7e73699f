import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import type { Retained, RetentionReport } from '../sync/retain.ts';
import { type ConfigFileOption, configFileOption } from './config-file.ts';
import { openOperatorLog } from './operator-log.ts';
import { openProgress } from './progress.ts';
import type { Session } from './session.ts';

interface RetentionOptions extends ConfigFileOption {
  readonly dryRun?: boolean;
  readonly json?: true;
}

/** `samplan retention`: erases what has ended and whose time is over. */
export function addRetention(program: Command, session: Session): void {
  program
    .command('retention')
    .summary('erase what has ended and whose time is over')
    .description(
      [
        'Erases records in which nothing goes on, what is set aside, and entries of the access log that are about nothing that is kept, when they have been kept for as long as retention says in the configuration; a kind of which it says nothing is kept for ever.',
        'Each person is erased at once, with an entry of the access log that says so; what was not got to is left for the next run. Nothing is sent to partners, and what is on hold is not touched.',
        'Look at a --dry-run first: what is erased does not come back. docs/operating.md#how-long-is-kept says what has ended.',
      ].join(' '),
    )
    .option('--dry-run', 'change nothing, and list what would be erased')
    .option('--json', 'one JSON object instead of text')
    .addOption(configFileOption())
    .addHelpText('after', '\nExample:\n  $ samplan retention --dry-run')
    .action((options: RetentionOptions) => retention(session, options));
}

async function retention(session: Session, { dryRun = false, json, config }: RetentionOptions): Promise<void> {
  const { terminal } = session;
  const configuration = await session.configuration(config);
  const installation = await session.open(configuration, openOperatorLog(terminal, configuration, 'warn'));
  const progress = openProgress(terminal, 'records');
  try {
    const { retain } = await import('../sync/retain.ts');
    const { leaseOwner } = await import('../sync/lease-owner.ts');
    const { recordYears, setAsideDays, accessLogYears } = configuration.retention;
    const report = await retain(installation.context, configuration.retention, {
      isDryRun: dryRun,
      owner: leaseOwner(randomUUID()),
      onPerson: (done, total) => progress.show(done, total, ''),
    });
    progress.close();
    if (json === true) terminal.write(`${JSON.stringify({ dryRun, ...report })}\n`);
    else {
      const kinds = {
        ...{ records: recordYears !== undefined, setAside: setAsideDays !== undefined },
        accessLog: accessLogYears !== undefined,
      };
      terminal.write(`${textOf(report, kinds, dryRun)}\n`);
    }
  } finally {
    progress.close();
    await installation.stop();
  }
}

const NAMES = {
  records: 'records',
  setAside: 'persons with something set aside',
  accessLog: 'entries of the access log',
} as const;
const SETTINGS = {
  records: 'retention.recordYears',
  setAside: 'retention.setAsideDays',
  accessLog: 'retention.accessLogYears',
} as const;

function textOf(
  report: RetentionReport,
  isOn: Readonly<Record<keyof RetentionReport, boolean>>,
  isDryRun: boolean,
): string {
  const verb = isDryRun ? 'would be erased' : 'erased';
  const persons = (['records', 'setAside'] as const).flatMap((kind) => {
    const { erased } = report[kind];
    return isOn[kind]
      ? [`${NAMES[kind]}: ${erased.length} ${verb}, ${keptOf(report[kind])}`, ...erased.map((id) => `  ${id}`)]
      : [forEver(kind)];
  });
  const log = isOn.accessLog
    ? `${NAMES.accessLog}: ${report.accessLog.erased} ${verb}, ${keptOf(report.accessLog)}`
    : forEver('accessLog');
  return [...persons, log].join('\n');
}

function forEver(kind: keyof RetentionReport): string {
  return `${NAMES[kind]}: kept for ever (${SETTINGS[kind]} is not set)`;
}

function keptOf({ kept, because }: Pick<Retained, 'kept'> & { readonly because: object }): string {
  const reasons = Object.entries(because).map(([reason, count]) => `${reason} ${count}`);
  return reasons.length === 0 ? `${kept} kept` : `${kept} kept (${reasons.join(', ')})`;
}
