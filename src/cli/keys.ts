import type { Command } from 'commander';
import { SamplanError } from '../errors.ts';
import { readMasterKey } from '../store/at-rest/master-key.ts';
import { rotateStore } from '../store/sqlite/rotate-store.ts';
import { type ConfigFileOption, configFileOption } from './config-file.ts';
import type { Session } from './session.ts';

interface RotateOptions extends ConfigFileOption {
  readonly newKey: string;
}

/** `samplan keys`: the keys that seal the database. */
export function addKeys(program: Command, session: Session): void {
  const keys = program
    .command('keys')
    .summary('the keys that seal the database')
    .description('The master key in store.keyFile seals the keys that seal what the database holds.')
    .addHelpText('after', '\nExample:\n  $ samplan keys rotate --new-key /run/secrets/samplan-store-key-2');
  keys
    .command('rotate')
    .summary('change the master key, and seal everything anew')
    .description(
      'Changes the master key and seals everything in the database anew. Stop Samplan first. It is done whole or not at all; afterwards put the new key where store.keyFile points, and keep the old one as long as there are backups that it opens.',
    )
    .requiredOption('--new-key <file>', 'file with the new master key, made with: openssl rand -base64 32')
    .addOption(configFileOption())
    .addHelpText('after', '\nExample:\n  $ samplan keys rotate --new-key /run/secrets/samplan-store-key-2')
    .action((options: RotateOptions) => rotate(session, options));
}

async function rotate(session: Session, { config, newKey }: RotateOptions): Promise<void> {
  const { terminal } = session;
  const { store } = await session.configuration(config);
  const { keyFile } = store;
  if (keyFile === undefined) throw notSealed();
  if (store.kind !== 'sqlite') throw notHere();
  const sealed = await rotateStore(store.file, await readMasterKey(keyFile), await readMasterKey(newKey));
  terminal.write(`Sealed ${sealed} texts anew. Put the new key in ${keyFile} before Samplan starts again.\n`);
}

function notSealed(): SamplanError {
  return new SamplanError(
    'configuration',
    {
      nb: 'Databasen er ikke forseglet. Sett store.keyFile, så forsegles den neste gang Samplan starter.',
      nn: 'Databasen er ikkje forsegla. Set store.keyFile, så blir ho forsegla neste gong Samplan startar.',
      en: 'The database is not sealed. Set store.keyFile, and it is sealed the next time Samplan starts.',
    },
    { where: 'store.keyFile' },
  );
}

function notHere(): SamplanError {
  return new SamplanError(
    'configuration',
    {
      nb: 'Nøkkelen til en PostgreSQL-database kan ikke byttes ennå. Ingenting er endret.',
      nn: 'Nøkkelen til ein PostgreSQL-database kan ikkje bytast enno. Ingenting er endra.',
      en: 'The key of a PostgreSQL database cannot be changed yet. Nothing was changed.',
    },
    { where: 'store.kind' },
  );
}
