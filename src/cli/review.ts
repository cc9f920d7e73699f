import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Verdict } from '../audit/emergency-reviews.ts';
import { type ConfigFileOption, configFileOption } from './config-file.ts';
import { openOperatorLog } from './operator-log.ts';
import type { Session } from './session.ts';

interface ReviewOptions extends ConfigFileOption, Verdict {}

/** `samplan review`: what was found of a reading in an emergency. */
export function addReview(program: Command, session: Session): void {
  program
    .command('review')
    .summary('say what was found of a reading in an emergency')
    .description(
      'Says whether a reading in an emergency was justified (pjl § 22): for all that the same reader read of the same person on that day. "samplan duties" lists those that are still to be looked at (emergency-review), with the entry of the access log in the last column. The verdict becomes an entry of the log itself, and the first one stands; the person sees it, without the note, in "samplan disclosures".',
    )
    .argument('<entry>', 'the id of the AuditEvent of the reading')
    .addOption(
      new Option('--verdict <verdict>', 'what was found').choices(['justified', 'not-justified']).makeOptionMandatory(),
    )
    .addOption(new Option('--reviewer <name>', 'who found so').argParser(words).makeOptionMandatory())
    .addOption(new Option('--note <text>', 'why').argParser(words).makeOptionMandatory())
    .addOption(configFileOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ samplan review 8c1f7c9e-6a51-4e0c-9c39-0d2c1f1f5a10 --verdict justified --reviewer "Security officer" --note "Admitted unconscious."',
    )
    .action((entry: string, options: ReviewOptions) => review(session, entry.replace(/^AuditEvent\//u, ''), options));
}

function words(text: string): string {
  if (text.length > 1000 || !/\p{L}{2}/u.test(text))
    throw new InvalidArgumentError('It must be words, at most 1000 characters.');
  return text.trim();
}

async function review(
  session: Session,
  entry: string,
  { config, verdict, reviewer, note }: ReviewOptions,
): Promise<void> {
  const { terminal } = session;
  const configuration = await session.configuration(config);
  const installation = await session.open(configuration, openOperatorLog(terminal, configuration, 'warn'));
  try {
    const id = await session.reviewEmergency(installation, entry, { verdict, reviewer, note });
    terminal.write(`Reviewed; AuditEvent/${id} says so.\n`);
  } finally {
    await installation.stop();
  }
}
