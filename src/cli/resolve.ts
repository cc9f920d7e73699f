import { type Command, Option } from 'commander';
import { type ConfigFileOption, configFileOption } from './config-file.ts';
import { openOperatorLog } from './operator-log.ts';
import type { Session } from './session.ts';

interface ResolveOptions extends ConfigFileOption {
  readonly take: 'record' | 'partner';
}

/** `samplan resolve`: decides a conflict. */
export function addResolve(program: Command, session: Session): void {
  program
    .command('resolve')
    .summary('decide a conflict')
    .description(
      'Decides a conflict: the value of the record stands, or that of the partner. Of a proposal to end a part, record lets it go on and partner ends it. The next pass delivers it.',
    )
    .argument('<task>', 'the conflict: first column of "samplan conflicts"')
    .addOption(new Option('--take <side>', 'whose value stands').choices(['record', 'partner']).makeOptionMandatory())
    .addOption(configFileOption())
    .addHelpText('after', '\nExample:\n  $ samplan resolve 8c1f7c9e-6a51-4e0c-9c39-0d2c1f1f5a10 --take partner')
    .action((task: string, options: ResolveOptions) => resolve(session, task, options));
}

async function resolve(session: Session, task: string, options: ResolveOptions): Promise<void> {
  const { terminal } = session;
  const configuration = await session.configuration(options.config);
  const installation = await session.open(configuration, openOperatorLog(terminal, configuration, 'warn'));
  try {
    await session.decide(installation, task.replace(/^Task\//, ''), { take: options.take });
    terminal.write(`Decided: the value of the ${options.take} stands. The next pass delivers it.\n`);
  } finally {
    await installation.stop();
  }
}
