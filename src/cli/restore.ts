import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { SamplanError } from '../errors.ts';
import { type ConfigFileOption, configFileOption } from './config-file.ts';
import { openOperatorLog } from './operator-log.ts';
import type { Session } from './session.ts';

/** `samplan restore`: puts a copy of the database where it is to be. */
export function addRestore(program: Command, session: Session): void {
  program
    .command('restore')
    .summary('put a backup in place of a database that is gone')
    .description(
      [
        'Puts a copy that "samplan backup" made where store.file is to be. Nothing may be there: move away what is. The copy is checked first, whole and with its key and the chain of the access log; only a sound one gets its name.',
        'Partners are ahead of it then. The next passes take in from them what came after the backup, and deliver nothing twice.',
      ].join(' '),
    )
    .argument('<file>', 'what "samplan backup" made')
    .addOption(configFileOption())
    .addHelpText('after', '\nExample:\n  $ samplan restore /mnt/backup/samplan-2026-11-27.db')
    .action((file: string, options: ConfigFileOption) => restoreStore(session, file, options));
}

async function restoreStore(session: Session, from: string, { config }: ConfigFileOption): Promise<void> {
  const { terminal } = session;
  const configuration = await session.configuration(config);
  const { store: settings, controller } = configuration;
  if (settings.kind !== 'sqlite') throw withItsOwnMeans(settings.schema, from);
  const { verifyChain } = await import('../audit/verify-chain.ts');
  const { composeStore } = await import('../compose/store.ts');
  const { traceArchive } = await import('../exchange/trace-archive.ts');
  const { restoreCopy } = await import('../store/sqlite/back-up.ts');
  const log = openOperatorLog(terminal, configuration, 'warn');
  let records = 0;
  await restoreCopy(from, settings.file, async (copy) => {
    const store = await composeStore({ ...configuration, store: { ...settings, file: copy } }, { log });
    try {
      const { breaks } = await verifyChain(store);
      if (breaks.length > 0) throw brokenLog(from, breaks.length);
      records = (await store.overview()).records;
      const context = { store, controller, now: () => new Date().toISOString(), newId: randomUUID };
      await traceArchive(context, 'restore', { records });
    } finally {
      await store.close();
    }
  });
  terminal.write(`${records} records in ${settings.file}. Nothing is wrong with the access log.\n`);
}

function brokenLog(where: string, count: number): SamplanError {
  return new SamplanError(
    'invalid',
    {
      nb: 'Noen har endret innsynsloggen i kopien. Ingenting er satt inn. Bruk en eldre kopi, og ta vare på denne.',
      nn: 'Nokon har endra innsynsloggen i kopien. Ingenting er sett inn. Bruk ein eldre kopi, og ta vare på denne.',
      en: 'Somebody changed the access log in the copy. Nothing was put in place. Use an older copy, and keep this one.',
    },
    { where, found: `${count} breaks` },
  );
}

function withItsOwnMeans(schema: string, from: string): SamplanError {
  return new SamplanError(
    'configuration',
    {
      nb: 'En PostgreSQL-database gjenopprettes med sine egne midler, for eksempel pg_restore. «samplan import» tar inn et arkiv.',
      nn: 'Ein PostgreSQL-database blir gjenoppretta med sine eigne middel, til dømes pg_restore. «samplan import» tek inn eit arkiv.',
      en: 'A PostgreSQL database is restored with its own means, for example pg_restore. “samplan import” takes an archive in.',
    },
    { where: 'store.kind', expected: `pg_restore --schema=${schema} --dbname=URL ${from}` },
  );
}
