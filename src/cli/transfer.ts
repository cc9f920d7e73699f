import { type Command, Option } from 'commander';
import { organizationNumber } from './arguments.ts';
import { type ConfigFileOption, configFileOption } from './config-file.ts';
import { explainFinding } from './explain-error.ts';
import { openOperatorLog } from './operator-log.ts';
import type { Session } from './session.ts';

interface TransferOptions extends ConfigFileOption {
  readonly to: string;
}

/** `samplan transfer`: another municipality becomes responsible for a person's plan. */
export function addTransfer(program: Command, session: Session): void {
  program
    .command('transfer')
    .summary('make another municipality responsible for a plan')
    .description(
      'Makes another municipality responsible for a person’s plan, as when she moves. She must have consented that it sees the plan. The old municipality is told, its link is held, and its copy stays its record. The new one appoints a coordinator.',
    )
    .argument('<person>', 'whose plan: the id of the Patient here')
    .addOption(
      new Option('--to <number>', 'organization number of the municipality')
        .argParser(organizationNumber)
        .makeOptionMandatory(),
    )
    .addOption(configFileOption())
    .addHelpText('after', '\nExample:\n  $ samplan transfer 5f0f2d4c-0e5e-4a83-8d0d-8d5e3d6f4f11 --to 310000051')
    .action((person: string, options: TransferOptions) => transfer(session, person, options));
}

async function transfer(session: Session, person: string, { to, config }: TransferOptions): Promise<void> {
  const { terminal } = session;
  const configuration = await session.configuration(config);
  const installation = await session.open(configuration, openOperatorLog(terminal, configuration, 'warn'));
  try {
    const findings = await session.transfer(installation, person.replace(/^Patient\//u, ''), to);
    for (const finding of findings) terminal.complain(`${explainFinding(finding)}\n`);
    terminal.write(`Transferred: ${to} is responsible. The next pass delivers it.\n`);
  } finally {
    await installation.stop();
  }
}
