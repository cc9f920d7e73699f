import { type Command, Option } from 'commander';
import { COORDINATOR_ROLES, type CoordinatorRole } from '../law/appointment.ts';
import { day, organizationNumber } from './arguments.ts';
import { type ConfigFileOption, configFileOption } from './config-file.ts';
import { EXIT } from './exit-code.ts';
import { explainFinding } from './explain-error.ts';
import { addWishOptions, givenWish, type WishOptions } from './given-wish.ts';
import { openOperatorLog } from './operator-log.ts';
import type { Session } from './session.ts';

interface AppointOptions extends ConfigFileOption, WishOptions {
  readonly coordinator: string;
  readonly role: CoordinatorRole;
  readonly from?: string;
  readonly until?: string;
  readonly unit?: string;
}

/** `samplan appoint-coordinator`: a koordinerende enhet appoints a coordinator. What the person said is in files: arguments are seen by others. */
export function addAppointCoordinator(program: Command, session: Session): void {
  const command = program
    .command('appoint-coordinator')
    .summary('appoint a coordinator for a person')
    .description(
      'Appoints a coordinator for a person, with or without a plan, in the name of a koordinerende enhet. The former one leaves as the new one begins. What the person wished, and how it was weighed, is kept with the unit.',
    )
    .argument('<person>', 'the id of the Patient here')
    .addOption(
      new Option('--coordinator <reference>', 'PractitionerRole/ID or Practitioner/ID here').makeOptionMandatory(),
    )
    .addOption(new Option('--role <role>', 'as what').choices(COORDINATOR_ROLES).makeOptionMandatory())
    .addOption(new Option('--from <date>', 'first day; from now on if not told').argParser(day))
    .addOption(new Option('--until <date>', 'last day').argParser(day));
  addWishOptions(command)
    .addOption(
      new Option(
        '--unit <number>',
        'organization number of the municipality or health trust; else the controller’s own',
      ).argParser(organizationNumber),
    )
    .addOption(configFileOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ samplan appoint-coordinator 5f0f2d4c-0e5e-4a83-8d0d-8d5e3d6f4f11 --coordinator PractitionerRole/8c1f7c9e --role responsible-coordinator --without-wish',
    )
    .action((person: string, options: AppointOptions) => appoint(session, person, options));
}

async function appoint(session: Session, person: string, options: AppointOptions): Promise<void> {
  const { terminal } = session;
  const { coordinator, role, from, until, unit, config } = options;
  const wish = await givenWish(options);
  if (typeof wish === 'string') {
    terminal.complain(`samplan: ${wish}\n`);
    return session.end(EXIT.couldNotRun);
  }
  const configuration = await session.configuration(config);
  const installation = await session.open(configuration, openOperatorLog(terminal, configuration, 'warn'));
  try {
    const findings = await session.appoint(installation, person.replace(/^Patient\//u, ''), {
      coordinator: { reference: coordinator },
      role,
      wish,
      ...(from === undefined ? {} : { from }),
      ...(until === undefined ? {} : { until }),
      ...(unit === undefined ? {} : { unit }),
    });
    for (const finding of findings) terminal.complain(`${explainFinding(finding)}\n`);
    terminal.write('Appointed. The next pass delivers it.\n');
  } finally {
    await installation.stop();
  }
}
