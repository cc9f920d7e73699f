import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { type ConfigFileOption, configFileOption } from './config-file.ts';
import { EXIT } from './exit-code.ts';
import { openOperatorLog } from './operator-log.ts';
import { openProgress } from './progress.ts';
import type { Session } from './session.ts';

/** `samplan import`: takes what `samplan export` wrote into an empty store. */
export function addImport(program: Command, session: Session): void {
  program
    .command('import')
    .summary('take what was exported into an empty store')
    .description(
      [
        'Takes a file that "samplan export" wrote into the store of the configuration, on SQLite or PostgreSQL, sealed or not, whatever it came from. The store must be empty, and nobody else opens it until the import is done.',
        'A file that is not whole is refused before anything of it is taken in. An import that broke off goes on where it was: give the same file again. Afterwards the chain of the access log is checked, and that it was imported is in the log.',
        'Do not run the old installation and the new one at the same time: both would deliver to the same partners.',
      ].join(' '),
    )
    .argument('<file>', 'what "samplan export" wrote')
    .addOption(configFileOption())
    .addHelpText('after', '\nExample:\n  $ samplan import /mnt/encrypted/samplan.ndjson')
    .action((file: string, options: ConfigFileOption) => importStore(session, file, options));
}

async function importStore(session: Session, file: string, { config }: ConfigFileOption): Promise<void> {
  const { terminal } = session;
  const configuration = await session.configuration(config);
  const { readArchive } = await import('../archive/read-archive.ts');
  const { verifyChain } = await import('../audit/verify-chain.ts');
  const { composeStore } = await import('../compose/store.ts');
  const { traceArchive } = await import('../exchange/trace-archive.ts');
  const log = openOperatorLog(terminal, configuration, 'warn');
  const store = await composeStore(configuration, { log, isImport: true });
  const lines = openProgress(terminal, 'lines');
  const rows = openProgress(terminal, 'resources');
  try {
    const { header, sha256, before } = await readArchive(store, file, {
      onLines: ({ done, total }) => lines.show(done, total, file),
      onRefill: ({ done, of }) => {
        lines.close();
        rows.show(done, of, 'search rows');
      },
    });
    rows.close();
    const { controller } = configuration;
    const { records } = await store.overview();
    const context = { store, controller, now: () => new Date().toISOString(), newId: randomUUID };
    await traceArchive(context, 'import', { records });
    const { breaks } = await verifyChain(store);
    terminal.write(
      [
        ...(before > 0 ? [`Went on after ${before} lines that were here.`] : []),
        `${records} records, ${header.counts.version} versions taken in.`,
        `SHA-256 ${sha256}`,
        breaks.length === 0
          ? 'Nothing is wrong with the access log.'
          : `${breaks.length} break(s) in the access log: samplan audit verify tells them.`,
        '',
      ].join('\n'),
    );
    if (breaks.length > 0) session.end(EXIT.failed);
  } finally {
    lines.close();
    rows.close();
    await store.close();
  }
}
