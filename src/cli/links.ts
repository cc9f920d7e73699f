import { type Command, Option } from 'commander';
import { type Link, STANDINGS, type Standing, type Store } from '../store/store.ts';
import { type ConfigFileOption, configFileOption } from './config-file.ts';
import { openOperatorLog } from './operator-log.ts';
import type { Session } from './session.ts';
import { textTable } from './text-table.ts';

interface LinksOptions extends ConfigFileOption {
  readonly partner?: string;
  readonly standing?: Standing;
  readonly json?: true;
}

/** Links that are read at once. */
const PAGE = 500;
const HEADINGS = ['person', 'partner', 'standing', 'reason', 'owed since', 'attempts', 'next attempt'];

/** `samplan links`: whose plan is not in step with whom, since when, and why. Ids and codes, never a person's data. */
export function addLinks(program: Command, session: Session): void {
  program
    .command('links')
    .summary('whose plan is not in step with whom')
    .description(
      'Lists every person and partner that are not in step: how they stand, the code of the reason, since when something is owed, how often it was tried, and when it is tried again. A person is told by the id of her Patient here.',
    )
    .option('--partner <name>', 'only with this partner')
    .addOption(new Option('--standing <standing>', 'only those that stand so').choices([...STANDINGS]))
    .option('--json', 'a JSON object for each, a line each')
    .addOption(configFileOption())
    .addHelpText('after', '\nExample:\n  $ samplan links --partner "Helse Fjordvik HF" --standing blocked')
    .action((options: LinksOptions) => links(session, options));
}

async function links(session: Session, { config, partner, standing, json }: LinksOptions): Promise<void> {
  const { terminal } = session;
  const configuration = await session.configuration(config);
  const installation = await session.open(configuration, openOperatorLog(terminal, configuration, 'warn'));
  try {
    const { store } = installation.context;
    const partners = partner === undefined ? configuration.partners.map(({ name }) => name) : [partner];
    const standings = standing === undefined ? STANDINGS.filter((one) => one !== 'in-step') : [standing];
    const rows: (readonly string[])[] = [];
    for await (const link of standingSo(store, partners, standings)) {
      if (json === true) terminal.write(`${JSON.stringify(told(link))}\n`);
      else rows.push(rowOf(link));
    }
    if (json === true) return;
    terminal.write(rows.length === 0 ? 'None.\n' : `${textTable(HEADINGS, rows)}\n`);
  } finally {
    await installation.stop();
  }
}

async function* standingSo(
  store: Store,
  partners: readonly string[],
  standings: readonly Standing[],
): AsyncGenerator<Link> {
  for (const partner of partners) {
    for (const standing of standings) {
      let after: string | undefined;
      for (;;) {
        const page = await store.linksStanding(partner, standing, { after, count: PAGE });
        yield* page;
        after = page.at(-1)?.person;
        if (page.length < PAGE) break;
      }
    }
  }
}

function told({ person, partner, standing, reason, owedSince, attempts, nextAttempt }: Link): object {
  return { person, partner, standing, reason, owedSince, attempts, nextAttempt };
}

function rowOf({
  person,
  partner,
  standing,
  reason = '',
  owedSince = '',
  attempts,
  nextAttempt = '',
}: Link): readonly string[] {
  return [person, partner, standing, reason, owedSince, String(attempts), nextAttempt];
}
