import type { Command } from 'commander';
import { type ConfigFileOption, configFileOption } from './config-file.ts';
import { openOperatorLog } from './operator-log.ts';
import type { Session } from './session.ts';

interface RetryOptions extends ConfigFileOption {
  readonly partner: string;
}

/** `samplan retry`: what waits for its time is tried by the next pass. */
export function addRetry(program: Command, session: Session): void {
  program
    .command('retry')
    .summary('try again what waits for a retry')
    .description(
      'What is owed about a person to a partner is tried by the next pass, whenever it would have been tried again: once the fault is mended, nobody need wait. "samplan links" says what waits.',
    )
    .argument('<person>', 'the id of the Patient here')
    .requiredOption('--partner <name>', 'at which partner')
    .addOption(configFileOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ samplan retry 5f0f2d4c-0e5e-4a83-8d0d-8d5e3d6f4f11 --partner "Helse Fjordvik HF"',
    )
    .action((person: string, options: RetryOptions) => retry(session, person, options));
}

async function retry(session: Session, person: string, { config, partner }: RetryOptions): Promise<void> {
  const { terminal } = session;
  const configuration = await session.configuration(config);
  const installation = await session.open(configuration, openOperatorLog(terminal, configuration, 'warn'));
  try {
    await session.retry(installation, person, partner);
    terminal.write('It is tried by the next pass.\n');
  } finally {
    await installation.stop();
  }
}
