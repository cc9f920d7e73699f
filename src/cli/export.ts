import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { softwareVersion } from '../software-version.ts';
import { type ConfigFileOption, configFileOption } from './config-file.ts';
import { openOperatorLog } from './operator-log.ts';
import { openProgress } from './progress.ts';
import type { Session } from './session.ts';

interface ExportOptions extends ConfigFileOption {
  readonly to: string;
  readonly record?: string;
}

/** `samplan export`: everything that is stored, as one file of lines. */
export function addExport(program: Command, session: Session): void {
  program
    .command('export')
    .summary('write all that is stored to a file, or one record')
    .description(
      [
        'Writes all that is stored to one file, a line of JSON for each thing: every version of every resource, links, what partners hold, the access log with its chain. Samplan may run meanwhile; the file is of one moment.',
        'An export that broke off goes on with what is there of it. The file is not sealed and holds everything: write it to an encrypted volume, and delete it when it has been used.',
        'With --record one record only, with nothing of others: to be read, not to be imported. That it was made is in the access log.',
      ].join(' '),
    )
    .requiredOption('--to <path>', 'a file that is not there yet, or a folder for it')
    .option('--record <id>', 'one record only: the id of its Patient here')
    .addOption(configFileOption())
    .addHelpText('after', '\nExample:\n  $ samplan export --to /mnt/encrypted/')
    .action((options: ExportOptions) => exportStore(session, options));
}

async function exportStore(session: Session, { config, to, record }: ExportOptions): Promise<void> {
  const { terminal } = session;
  const configuration = await session.configuration(config);
  const file = await fileAt(to, record === undefined ? 'samplan.ndjson' : 'samplan-record.ndjson');
  const installation = await session.open(configuration, openOperatorLog(terminal, configuration, 'warn'));
  const { context } = installation;
  const progress = openProgress(terminal, 'lines');
  const software = softwareVersion();
  try {
    const { traceArchive } = await import('../exchange/trace-archive.ts');
    if (record !== undefined) {
      const { patientOf } = await import('../exchange/list-disclosures.ts');
      const { writeRecord } = await import('../archive/write-record.ts');
      await traceArchive(context, 'export', { records: 1 }, await patientOf(context, record));
      const { lines } = await writeRecord(context, record, file, { software });
      terminal.write(`${lines} lines in ${file}.\n`);
      return;
    }
    const { writeArchive } = await import('../archive/write-archive.ts');
    const { records } = await context.store.overview();
    await traceArchive(context, 'export', { records });
    const onLines = ({ done, total }: { readonly done: number; readonly total: number }): void =>
      progress.show(done, total, file);
    const written = await writeArchive(context.store, file, { software, onLines });
    progress.close();
    terminal.write(
      [
        ...(written.before > 0 ? [`Went on after ${written.before} lines that were there.`] : []),
        `${records} records, ${written.counts.version} versions, ${written.lines} lines in ${file}.`,
        `SHA-256 ${written.sha256}`,
        '',
      ].join('\n'),
    );
  } finally {
    progress.close();
    await installation.stop();
  }
}

async function fileAt(path: string, name: string): Promise<string> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isFolder ? join(path, name) : path;
}
