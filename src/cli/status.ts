import type { Command } from 'commander';
import type { PartnerFinding } from '../store/partner-memory.ts';
import type { Overview, SetAside, Standing } from '../store/store.ts';
import { STANDINGS } from '../store/store.ts';
import type { GivenUp } from '../sync/jobs/job-engine.ts';
import { type ConfigFileOption, configFileOption } from './config-file.ts';
import { explainFinding } from './explain-error.ts';
import { openOperatorLog } from './operator-log.ts';
import type { Session } from './session.ts';
import { textTable } from './text-table.ts';

interface StatusOptions extends ConfigFileOption {
  readonly json?: true;
}

/** `samplan status`: counts, standings, and what to do about what is set aside. */
export function addStatus(program: Command, session: Session): void {
  program
    .command('status')
    .summary('counts and standings of every partner')
    .description('Shows how many records there are, how they stand with every partner, and what is set aside and why.')
    .option('--json', 'one JSON object instead of a table')
    .addOption(configFileOption())
    .addHelpText('after', '\nExample:\n  $ samplan status --json')
    .action((options: StatusOptions) => status(session, options));
}

async function status(session: Session, options: StatusOptions): Promise<void> {
  const { terminal } = session;
  const configuration = await session.configuration(options.config);
  const installation = await session.open(configuration, openOperatorLog(terminal, configuration, 'warn'));
  try {
    const { store } = installation.context;
    const overview = withEveryPartner(
      await store.overview(),
      configuration.partners.map(({ name }) => name),
    );
    const atPartners = await store.partnerFindings();
    const givenUp = await installation.givenUp();
    terminal.write(
      options.json === true
        ? `${JSON.stringify({ ...overview, atPartners: atPartners.map(placeOf), givenUp })}\n`
        : [describe(overview, await store.allSetAside(), atPartners), ...givenUp.flatMap(describeGivenUp)].join('\n'),
    );
  } finally {
    await installation.stop();
  }
}

/** The overview with zeros for partners that have no link yet, in the order of the configuration. */
function withEveryPartner(overview: Overview, names: readonly string[]): Overview {
  const { records, setAside, conflicts, findings, partners } = overview;
  const none = Object.fromEntries(STANDINGS.map((standing) => [standing, 0])) as Record<Standing, number>;
  const all = [...new Set([...names, ...Object.keys(partners)])];
  return {
    records,
    setAside,
    conflicts,
    findings,
    partners: Object.fromEntries(all.map((name) => [name, partners[name] ?? none])),
  };
}

/** What is wrong at a partner, for a program. */
function placeOf({ partner, place, since, finding }: PartnerFinding): object {
  return { partner, place, since, rule: finding.rule };
}

function describe(overview: Overview, setAside: readonly SetAside[], atPartners: readonly PartnerFinding[]): string {
  const { records, conflicts, findings } = overview;
  const rows = Object.entries(overview.partners).map(([name, standings]) => [
    name,
    ...STANDINGS.map((standing) => String(standings[standing])),
  ]);
  return [
    `records ${records}, set aside ${overview.setAside}, conflicts ${conflicts}, findings ${findings}`,
    '',
    textTable(['partner', ...STANDINGS], rows),
    ...setAside.filter(({ findings }) => findings.length > 0).flatMap(describeSetAside),
    ...atPartners.flatMap(describeAtPartner),
    ...(conflicts > 0 ? ['', 'See the conflicts with "samplan conflicts".'] : []),
    '',
  ].join('\n');
}

function describeGivenUp({ partner, kind, since, attempts }: GivenUp): readonly string[] {
  return [`Given up at ${since} after ${attempts} attempts until its next time: the ${kind} of ${partner}.`, ''];
}

function describeAtPartner({ partner, place, since, finding }: PartnerFinding): readonly string[] {
  return ['', `At ${partner} since ${since}, ${place}:`, `  ${explainFinding(finding)}`];
}

function describeSetAside({ partner, person, since, findings }: SetAside): readonly string[] {
  return [
    '',
    `Set aside since ${since} from ${partner} (person ${person}); to be mended there:`,
    ...findings.map((finding) => `  ${explainFinding(finding)}`),
  ];
}
