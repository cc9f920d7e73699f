import path from 'node:path';
import type { Command } from 'commander';
import type { Configuration, PartnerSettings } from '../config.ts';
import type { CheckVerdict, PartnerReport } from '../connector/fhir-rest/probe/report.ts';
import { isError, SamplanError } from '../errors.ts';
import { type ConfigFileOption, configFileOption } from './config-file.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { openOperatorLog } from './operator-log.ts';
import { partnerCheckText } from './partner-check-text.ts';
import type { Session } from './session.ts';

interface CheckOptions extends ConfigFileOption {
  readonly patient?: string;
  readonly json?: true;
}

const EXIT_CODES: Readonly<Record<CheckVerdict, ExitCode>> = {
  usable: EXIT.ok,
  'usable-with-losses': EXIT.failed,
  'not-usable': EXIT.couldNotRun,
  unreachable: EXIT.unreachable,
};

/** `samplan partner check`: what a partner's system really does. */
export function addPartnerCheck(program: Command, session: Session): void {
  const partner = program
    .command('partner')
    .summary("look into a partner's system")
    .description("Looks into a partner's system.")
    .addHelpText('after', '\nExample:\n  $ samplan partner check http://127.0.0.1:9002/fhir');
  partner
    .command('check <url>')
    .summary("try what a partner's system really does")
    .description(
      [
        'Tries what a FHIR server really does, on one synthetic patient: what works, which other way Samplan takes, what would be lost.',
        'Writes some forty resources about that patient and takes them away again; says what it could not take away. Of a partner in the',
        'configuration the patient is its setting check.patient. Exits with 0 when the system can be used, 1 when',
        'something would be lost, 2 when it cannot be used or the check could not run, 3 when it could not be reached.',
      ].join(' '),
    )
    .option(
      '--patient <number>',
      'synthetic fødselsnummer or D-number (40, 65 or 80 added to the month), for a system that is not in use',
    )
    .option('--json', 'one JSON object instead of text')
    .addOption(configFileOption())
    .addHelpText('after', '\nExample:\n  $ samplan partner check http://127.0.0.1:9002/fhir --patient 14836830068')
    .action((url: string, options: CheckOptions, command: Command) => {
      const isNamed = command.getOptionValueSource('config') !== 'default';
      return check(session, addressOf(url), options, isNamed);
    });
}

async function check(session: Session, url: string, options: CheckOptions, isConfigNamed: boolean): Promise<void> {
  const { terminal } = session;
  const configuration = await configurationIfThere(session, options.config, isConfigNamed);
  const partner = configuration?.partners.find((one) => isMeant(one, url));
  if (partner?.connector.kind === 'file-drop') throw hasNoServer(partner);
  if (partner?.connector.kind === 'nhn-careplan') throw notChecked(partner);
  const patient = patientFor(partner, options.patient);
  const probe = (): Promise<PartnerReport> => session.probe(url, patient);
  const report =
    configuration && partner ? await whileNoPassRuns(session, configuration, partner, probe) : await probe();
  terminal.write(options.json === true ? `${JSON.stringify(report)}\n` : partnerCheckText(report));
  session.end(EXIT_CODES[report.verdict]);
}

/** A partner without a server is named as it is elsewhere, or by its folder. */
function isMeant({ name, connector }: PartnerSettings, given: string): boolean {
  if (connector.kind !== 'file-drop') return addressOf(connector.url) === given;
  return name === given || connector.directory === path.resolve(given);
}

function hasNoServer({ name }: PartnerSettings): SamplanError {
  return new SamplanError(
    'bad-parameter',
    {
      nb: 'Denne partneren utveksler filer og har ingen tjener som kan prøves. Be den legge en fil om en syntetisk person i in/, kjør samplan sync --once, og se i processed/ og failed/.',
      nn: 'Denne partnaren utvekslar filer og har ingen tenar som kan prøvast. Be han leggje ei fil om ein syntetisk person i in/, køyr samplan sync --once, og sjå i processed/ og failed/.',
      en: 'This partner exchanges files and has no server to try. Ask it to put a file about a synthetic person into in/, run samplan sync --once, and look into processed/ and failed/.',
    },
    { where: `partner ${name}` },
  );
}

/** One spelling of an address: a partner in use is not to be taken for another system. */
function addressOf(url: string): string {
  return (URL.canParse(url) ? new URL(url).href : url).replace(/\/+$/, '');
}

async function whileNoPassRuns(
  session: Session,
  configuration: Configuration,
  { name }: PartnerSettings,
  probe: () => Promise<PartnerReport>,
): Promise<PartnerReport> {
  const { checkPartner } = await import('../sync/check-partner.ts');
  const installation = await session.open(configuration, openOperatorLog(session.terminal, configuration, 'warn'));
  try {
    const report = await checkPartner(installation.context, name, probe);
    if (report.verdict !== 'unreachable') await session.rememberProbe(installation, name, report);
    return report;
  } finally {
    await installation.stop();
  }
}

/** A system can be checked before there is any configuration; one that is named must be there. */
async function configurationIfThere(
  session: Session,
  file: string,
  isNamed: boolean,
): Promise<Configuration | undefined> {
  try {
    return await session.configuration(file);
  } catch (error) {
    const isMissing =
      isError(error, 'configuration') &&
      error.findings.some(({ rule, found }) => rule === 'unreadable-file' && found === 'ENOENT');
    if (isMissing && !isNamed) return undefined;
    throw error;
  }
}

/** Its own connector knows what it does; a check would write what it has no place for. */
function notChecked({ name, connector }: PartnerSettings): SamplanError {
  return new SamplanError(
    'bad-parameter',
    {
      nb: 'Bare FHIR-servere kontrolleres. Hva denne forbindelsen kan, står i docs/connectors.md.',
      nn: 'Berre FHIR-tenarar blir kontrollerte. Kva dette sambandet kan, står i docs/connectors.md.',
      en: 'Only FHIR servers are checked. What this connection can do is in docs/connectors.md.',
    },
    { where: `partner ${name}`, expected: 'fhir-rest', found: connector.kind },
  );
}

/** In a system that is in use, who may be written about is agreed and configured, not typed. */
function patientFor(partner: PartnerSettings | undefined, given: string | undefined): string {
  const isInUse = partner !== undefined && partner.mode !== 'shadow';
  const patient = partner?.check?.patient ?? (isInUse ? undefined : given);
  if (patient !== undefined) return patient;
  throw isInUse
    ? new SamplanError(
        'configuration',
        {
          nb: 'Denne partneren er i bruk og kontrolleres bare med pasienten som er satt opp. Avtal en syntetisk pasient med partneren, og sett check.patient.',
          nn: 'Denne partnaren er i bruk og blir berre kontrollert med pasienten som er sett opp. Avtal ein syntetisk pasient med partnaren, og set check.patient.',
          en: 'This partner is in use and is checked only with the patient that is configured. Agree on a synthetic patient with the partner, and set check.patient.',
        },
        { where: `partner ${partner.name}` },
      )
    : new SamplanError(
        'bad-parameter',
        {
          nb: 'En kontroll trenger en syntetisk pasient. Oppgi et nummer med --patient, eller sett check.patient.',
          nn: 'Ein kontroll treng ein syntetisk pasient. Oppgje eit nummer med --patient, eller set check.patient.',
          en: 'A check needs a synthetic patient. Give a number with --patient, or set check.patient.',
        },
        { where: '--patient' },
      );
}
