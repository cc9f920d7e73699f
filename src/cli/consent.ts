import { readFile } from 'node:fs/promises';
import type { DocumentReference } from '@medplum/fhirtypes';
import { type Command, Option } from 'commander';
import { consentOf } from '../consent/consent-of.ts';
import { day, organizationNumber } from './arguments.ts';
import { type ConfigFileOption, configFileOption } from './config-file.ts';
import { openOperatorLog } from './operator-log.ts';
import type { Session } from './session.ts';

interface RecordOptions extends ConfigFileOption {
  readonly kind: 'plan-made' | 'access' | 'publish' | 'opposition';
  readonly declined?: true;
  readonly recipient?: readonly string[];
  readonly until?: string;
  readonly given?: string;
  readonly by?: string;
  readonly source?: string;
}

/** `samplan consent`: the consent register on the command line. */
export function addConsent(program: Command, session: Session): void {
  const consent = program
    .command('consent')
    .summary('record and withdraw consents')
    .description('The consent register: what persons decided, and what they withdraw.')
    .addHelpText('after', '\nExample:\n  $ samplan consent withdraw 8c1f7c9e-6a51-4e0c-9c39-0d2c1f1f5a10');
  consent
    .command('record')
    .summary('record what a person decided')
    .description(
      'Records a consent that a plan is made (plan-made), that somebody sees it (access) or that it is published (publish), a refusal of one (--declined), or an opposition (opposition). It is in force at once. What narrows it further is recorded with Patient/[id]/$record-consent.',
    )
    .argument('<person>', 'the id of the Patient here')
    .addOption(
      new Option('--kind <kind>', 'what is decided')
        .choices(['plan-made', 'access', 'publish', 'opposition'])
        .makeOptionMandatory(),
    )
    .addOption(new Option('--declined', 'she says no'))
    .addOption(
      new Option('--recipient <numbers...>', 'organization numbers it is about; none: everyone').argParser(numbers),
    )
    .addOption(new Option('--until <date>', 'last day').argParser(day))
    .addOption(new Option('--given <date>', 'when she decided; today if not told').argParser(day))
    .addOption(new Option('--by <reference>', 'who decided for her: RelatedPerson/ID or Organization/ID'))
    .addOption(new Option('--source <file>', 'what it was signed on, as PDF'))
    .addOption(configFileOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ samplan consent record 5f0f2d4c-0e5e-4a83-8d0d-8d5e3d6f4f11 --kind access --recipient 310000035 --until 2027-11-22',
    )
    .action((person: string, options: RecordOptions) => record(session, person, options));
  consent
    .command('withdraw')
    .summary('withdraw a consent, or lift an opposition')
    .description(
      'Withdraws a consent, or lifts an opposition, at once. After access nothing more goes to its recipient but a notice; after plan-made the plan is revoked and the coordinator stays; after publish what was published is to be deleted. No reason is asked for.',
    )
    .argument('<consent>', 'the id of the Consent here')
    .addOption(configFileOption())
    .addHelpText('after', '\nExample:\n  $ samplan consent withdraw 8c1f7c9e-6a51-4e0c-9c39-0d2c1f1f5a10')
    .action((id: string, options: ConfigFileOption) => withdraw(session, id.replace(/^Consent\//, ''), options));
}

async function record(session: Session, person: string, options: RecordOptions): Promise<void> {
  const { kind, declined = false, recipient = [], until, given, by } = options;
  const decided = {
    ...{ kind, isDeclined: declined, recipients: recipient },
    ...(until === undefined ? {} : { until }),
    ...(given === undefined ? {} : { given }),
    ...(by === undefined ? {} : { by }),
  };
  const recorded = { consent: consentOf(decided), source: await sourceOf(options) };
  await onInstallation(session, options, async (installation) => {
    const id = await session.recordConsent(installation, person.replace(/^Patient\//, ''), recorded);
    return `Recorded as Consent/${id}. It is in force; the next pass acts on it.\n`;
  });
}

async function withdraw(session: Session, id: string, options: ConfigFileOption): Promise<void> {
  await onInstallation(session, options, async (installation) => {
    await session.withdrawConsent(installation, id);
    return `Consent/${id} is withdrawn. Nothing goes out on it any more; the next pass gives notice.\n`;
  });
}

async function onInstallation(
  session: Session,
  options: ConfigFileOption,
  work: (installation: Awaited<ReturnType<Session['open']>>) => Promise<string>,
): Promise<void> {
  const { terminal } = session;
  const configuration = await session.configuration(options.config);
  const installation = await session.open(configuration, openOperatorLog(terminal, configuration, 'warn'));
  try {
    terminal.write(await work(installation));
  } finally {
    await installation.stop();
  }
}

async function sourceOf({ source }: RecordOptions): Promise<DocumentReference | undefined> {
  if (source === undefined) return undefined;
  const data = (await readFile(source)).toString('base64');
  return {
    resourceType: 'DocumentReference',
    status: 'current',
    content: [{ attachment: { contentType: 'application/pdf', data } }],
  };
}

function numbers(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, organizationNumber(value)];
}
