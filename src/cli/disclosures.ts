import { type Command, Option } from 'commander';
import { describeDisclosure } from '../audit/disclosure-texts.ts';
import type { Disclosures } from '../exchange/list-disclosures.ts';
import type { Language } from '../validation/finding.ts';
import { type ConfigFileOption, configFileOption } from './config-file.ts';
import { openOperatorLog } from './operator-log.ts';
import type { Session } from './session.ts';

interface DisclosuresOptions extends ConfigFileOption {
  readonly language: Language;
  readonly json?: true;
}

/** `samplan disclosures`: who received or read a person's plan, in plain words. */
export function addDisclosures(program: Command, session: Session): void {
  program
    .command('disclosures')
    .summary("tell who received or read a person's plan")
    .description(
      'Tells out of the access log who received or read a person’s plan, when, which parts and on what basis, the newest first, in words for the person herself (pasientjournalforskriften § 14). That it was asked for is in the access log too.',
    )
    .argument('<person>', 'the id of the Patient here')
    .addOption(new Option('--language <language>', 'language of the answer').choices(['nb', 'nn', 'en']).default('nb'))
    .option('--json', 'one JSON object a line instead of text')
    .addOption(configFileOption())
    .addHelpText('after', '\nExample:\n  $ samplan disclosures 5f0f2d4c-0e5e-4a83-8d0d-8d5e3d6f4f11 --language nn')
    .action((person: string, options: DisclosuresOptions) => disclosures(session, person, options));
}

async function disclosures(session: Session, person: string, options: DisclosuresOptions): Promise<void> {
  const { terminal } = session;
  const configuration = await session.configuration(options.config);
  const installation = await session.open(configuration, openOperatorLog(terminal, configuration, 'warn'));
  try {
    const found = await session.disclosures(installation, person);
    terminal.write(options.json === true ? linesOf(found) : textOf(found, options.language, configuration.timezone));
  } finally {
    await installation.stop();
  }
}

function linesOf({ disclosures: found }: Disclosures): string {
  return found.map((one) => `${JSON.stringify(one)}\n`).join('');
}

const NOBODY = {
  nb: 'Ingen har fått eller lest noe av denne planen.',
  nn: 'Ingen har fått eller lese noko av denne planen.',
  en: 'Nobody has received or read anything of this plan.',
} as const;

const LOCALES = { nb: 'nb-NO', nn: 'nn-NO', en: 'en-GB' } as const;

function textOf({ disclosures: found, names }: Disclosures, language: Language, timeZone: string): string {
  if (found.length === 0) return `${NOBODY[language]}\n`;
  const time = new Intl.DateTimeFormat(LOCALES[language], { dateStyle: 'medium', timeStyle: 'short', timeZone });
  return found
    .map((one) => {
      const [from, to] = [one.from, one.to].map((instant) => time.format(new Date(instant)));
      const text = describeDisclosure(one, language, (number) => names.get(number) ?? number);
      return `${from === to ? from : `${from} – ${to}`}: ${text}\n`;
    })
    .join('');
}
