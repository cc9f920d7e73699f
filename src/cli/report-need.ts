import { type Command, Option } from 'commander';
import { organizationNumber } from './arguments.ts';
import { type ConfigFileOption, configFileOption } from './config-file.ts';
import { explainFinding } from './explain-error.ts';
import { openOperatorLog } from './operator-log.ts';
import type { Session } from './session.ts';

interface ReportNeedOptions extends ConfigFileOption {
  readonly to?: string;
}

/** `samplan report-need`: a person needs a plan or a coordinator, and a koordinerende enhet is to answer. */
export function addReportNeed(program: Command, session: Session): void {
  program
    .command('report-need')
    .summary('report that a person needs a plan or a coordinator')
    .description(
      'Reports, in the name of the controller, that a person needs an individual plan or a coordinator. From a health trust it goes to the trust’s koordinerende enhet, from others to the municipality’s. It is answered by a day that the configuration sets.',
    )
    .argument('<person>', 'whose need: the id of the Patient here')
    .addOption(new Option('--to <number>', 'organization number of another municipality').argParser(organizationNumber))
    .addOption(configFileOption())
    .addHelpText('after', '\nExample:\n  $ samplan report-need 5f0f2d4c-0e5e-4a83-8d0d-8d5e3d6f4f11')
    .action((person: string, options: ReportNeedOptions) => reportNeed(session, person, options));
}

async function reportNeed(session: Session, person: string, { to, config }: ReportNeedOptions): Promise<void> {
  const { terminal } = session;
  const configuration = await session.configuration(config);
  const installation = await session.open(configuration, openOperatorLog(terminal, configuration, 'warn'));
  try {
    const reported = await session.reportNeed(installation, person.replace(/^Patient\//u, ''), to);
    for (const finding of reported.findings) terminal.complain(`${explainFinding(finding)}\n`);
    terminal.write(`Reported to ${reported.to}, to be answered by ${reported.due}: ${reported.task}.\n`);
  } finally {
    await installation.stop();
  }
}
