import type { Command } from 'commander';
import { fillDuties } from '../exchange/duty-index.ts';
import { type ConfigFileOption, configFileOption } from './config-file.ts';
import { openOperatorLog } from './operator-log.ts';
import { openProgress } from './progress.ts';
import type { Session } from './session.ts';

/** `samplan reindex`: makes anew what resources are found by. */
export function addReindex(program: Command, session: Session): void {
  program
    .command('reindex')
    .summary('make anew what resources are found by')
    .description(
      'Makes all search rows anew from what is stored, and what is owed by when. Searches find less until it is done: better while Samplan is stopped. One that was interrupted goes on when the store is opened next.',
    )
    .addOption(configFileOption())
    .addHelpText('after', '\nExample:\n  $ samplan reindex')
    .action((options: ConfigFileOption) => reindex(session, options));
}

async function reindex(session: Session, { config }: ConfigFileOption): Promise<void> {
  const { terminal } = session;
  const configuration = await session.configuration(config);
  const installation = await session.open(configuration, openOperatorLog(terminal, configuration, 'warn'));
  const progress = openProgress(terminal, 'resources');
  let count = 0;
  try {
    await installation.context.store.reindex(({ done, of }) => {
      count = done;
      progress.show(done, of, 'search rows');
    });
    progress.close();
    let records = 0;
    await fillDuties(installation.context, async (done, of) => {
      records = of;
      progress.show(done, of, 'duties');
    });
    progress.close();
    terminal.write(`Search rows of ${count} resources were made anew, and duties of ${records} records.\n`);
  } finally {
    progress.close();
    await installation.stop();
  }
}
