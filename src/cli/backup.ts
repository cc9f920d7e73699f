import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import type { Configuration, PostgresSettings } from '../config.ts';
import { SamplanError } from '../errors.ts';
import { type ConfigFileOption, configFileOption } from './config-file.ts';
import { openOperatorLog } from './operator-log.ts';
import { openProgress } from './progress.ts';
import type { Session } from './session.ts';

interface BackupOptions extends ConfigFileOption {
  readonly to: string;
}

/** `samplan backup`: a copy of the database while Samplan runs. */
export function addBackup(program: Command, session: Session): void {
  program
    .command('backup')
    .summary('copy the database while Samplan runs')
    .description(
      [
        'Copies the SQLite database to a file, as it stands at one moment, while Samplan runs. It stays sealed as it is: keep the key of store.keyFile, apart from it. That it was made is in the access log.',
        'A PostgreSQL database is backed up with its own means; the command says with which.',
      ].join(' '),
    )
    .requiredOption('--to <file>', 'a file that is not there yet')
    .addOption(configFileOption())
    .addHelpText('after', '\nExample:\n  $ samplan backup --to /mnt/backup/samplan-2026-11-27.db')
    .action((options: BackupOptions) => backupStore(session, options));
}

async function backupStore(session: Session, { config, to }: BackupOptions): Promise<void> {
  const { terminal } = session;
  const configuration = await session.configuration(config);
  const { store: settings, controller } = configuration;
  if (settings.kind !== 'sqlite') throw withItsOwnMeans(settings, to);
  const { composeStore } = await import('../compose/store.ts');
  const { traceArchive } = await import('../exchange/trace-archive.ts');
  const { backUp } = await import('../store/sqlite/back-up.ts');
  const store = await composeStore(configuration, { log: openOperatorLog(terminal, configuration, 'warn') });
  const progress = openProgress(terminal, 'pages');
  try {
    const { records } = await store.overview();
    await traceArchive({ store, controller, now, newId: randomUUID }, 'backup', { records });
    await backUp(settings.file, to, ({ done, total }) => progress.show(done, total, to));
    progress.close();
    terminal.write(`${records} records in ${to}.${keyNote(configuration)}\n`);
  } finally {
    progress.close();
    await store.close();
  }
}

function now(): string {
  return new Date().toISOString();
}

function keyNote({ store }: Configuration): string {
  return store.keyFile === undefined
    ? ' It is not sealed: whoever has the file can read it.'
    : ` It is of no use without the key in ${store.keyFile}.`;
}

function withItsOwnMeans({ schema }: PostgresSettings, to: string): SamplanError {
  return new SamplanError(
    'configuration',
    {
      nb: 'En PostgreSQL-database sikkerhetskopieres med sine egne midler, for eksempel pg_dump. «samplan export» virker også.',
      nn: 'Ein PostgreSQL-database blir sikkerheitskopiert med sine eigne middel, til dømes pg_dump. «samplan export» verkar òg.',
      en: 'A PostgreSQL database is backed up with its own means, for example pg_dump. “samplan export” works as well.',
    },
    { where: 'store.kind', expected: `pg_dump --format=custom --schema=${schema} --file=${to} URL` },
  );
}
