import { type Command, Option } from 'commander';
import type { DutyFilter } from '../exchange/list-duties.ts';
import type { Duty } from '../law/duties.ts';
import { day } from './arguments.ts';
import { type ConfigFileOption, configFileOption } from './config-file.ts';
import { openOperatorLog } from './operator-log.ts';
import type { Session } from './session.ts';
import { textTable } from './text-table.ts';

interface DutiesOptions extends ConfigFileOption, DutyFilter {
  readonly json?: true;
}

/** `samplan duties`: what is owed by when. No names: `person` is the id of the Patient here. */
export function addDuties(program: Command, session: Session): void {
  program
    .command('duties')
    .summary('list what the law and the plans make somebody owe')
    .description(
      'Lists what is owed by when, and by whom, computed from every record as it stands: a coordinator who is missing, a revision, consents to ask anew, reports to answer. What is owed without delay comes first. docs/law.md has the rules.',
    )
    .addOption(new Option('--until <day>', 'owed by this day, YYYY-MM-DD').argParser(day))
    .addOption(new Option('--organization <number>', 'owed by this organization or a unit of it'))
    .addOption(new Option('--person <id>', 'of one person: the id of the Patient here'))
    .option('--json', 'one JSON object a line instead of a table')
    .addOption(configFileOption())
    .addHelpText('after', '\nExample:\n  $ samplan duties --until 2026-12-31')
    .action((options: DutiesOptions) => duties(session, options));
}

async function duties(session: Session, { json, config, ...filter }: DutiesOptions): Promise<void> {
  const { terminal } = session;
  const configuration = await session.configuration(config);
  const installation = await session.open(configuration, openOperatorLog(terminal, configuration, 'warn'));
  try {
    const found = await session.duties(installation, filter);
    terminal.write(json === true ? found.map(lineOf).join('') : tableOf(found));
  } finally {
    await installation.stop();
  }
}

function lineOf({ rule, person, about, due, isOverdue, organizations }: Duty): string {
  const { key, reference } = rule;
  return `${JSON.stringify({ due: due ?? null, overdue: isOverdue, rule: key, reference, owedBy: organizations[0] ?? null, person, about })}\n`;
}

function tableOf(found: readonly Duty[]): string {
  if (found.length === 0) return 'Nothing is owed.\n';
  const rows = found.map(({ rule, person, about, due, isOverdue, organizations }) => [
    due === undefined ? 'without delay' : `${due}${isOverdue ? ' (overdue)' : ''}`,
    rule.key,
    rule.reference,
    organizations[0] ?? '',
    person,
    about,
  ]);
  return `${textTable(['due', 'rule', 'rests on', 'owed by', 'person', 'about'], rows)}\n\n"samplan law" says what each rule asks.\n`;
}
