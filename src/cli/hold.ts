import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Context } from '../exchange/context.ts';
import { type ConfigFileOption, configFileOption } from './config-file.ts';
import { openOperatorLog } from './operator-log.ts';
import type { Session } from './session.ts';
import { textTable } from './text-table.ts';

interface DecidedOptions extends ConfigFileOption {
  readonly by: string;
}

/** `samplan hold`: records that are not erased, whatever their time. */
export function addHold(program: Command, session: Session): void {
  const hold = program
    .command('hold')
    .summary('keep a record from being erased, and list what is kept so')
    .description(
      'A legal hold keeps a record and what is set aside of it from being erased until it is lifted: while there is a complaint, a supervision or a case at court. Who put it there and why is stored sealed, and stands in no log; that it was done is in the access log.',
    )
    .addHelpText('after', '\nExample:\n  $ samplan hold list');
  const words = (flag: string, about: string): Option =>
    new Option(flag, about).argParser(inWords).makeOptionMandatory();
  hold
    .command('add')
    .summary('put a hold on a record')
    .argument('<person>', 'the id of the Patient here')
    .addOption(words('--reason <text>', 'why'))
    .addOption(words('--by <name>', 'who decided it'))
    .addOption(configFileOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ samplan hold add 5f0f2d4c-0e5e-4a83-8d0d-8d5e3d6f4f11 --reason "Complaint 2026/417" --by "Legal department"',
    )
    .action((person: string, { config, reason, by }: DecidedOptions & { readonly reason: string }) =>
      on(session, config, async (context) => {
        const { holdRecord } = await import('../exchange/hold-record.ts');
        const { id } = await holdRecord(context, person, { reason, by });
        return `The record is on hold: ${id}\n`;
      }),
    );
  hold
    .command('lift')
    .summary('lift a hold')
    .argument('<hold>', 'the id of the hold, as "samplan hold list" tells it')
    .addOption(words('--by <name>', 'who decided it'))
    .addOption(configFileOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ samplan hold lift 8c1f7c9e-6a51-4e0c-9c39-0d2c1f1f5a10 --by "Legal department"',
    )
    .action((id: string, { config, by }: DecidedOptions) =>
      on(session, config, async (context) => {
        const { liftHold } = await import('../exchange/hold-record.ts');
        await liftHold(context, id, by);
        return 'The hold is lifted.\n';
      }),
    );
  hold
    .command('list')
    .summary('list holds, also those that were lifted')
    .option('--json', 'one JSON object a line instead of a table')
    .addOption(configFileOption())
    .addHelpText('after', '\nExample:\n  $ samplan hold list')
    .action(({ config, json }: ConfigFileOption & { readonly json?: true }) =>
      on(session, config, async ({ store }) => {
        const holds = await store.holds();
        if (json === true) return holds.map((one) => `${JSON.stringify(one)}\n`).join('');
        if (holds.length === 0) return 'Nothing is on hold.\n';
        const rows = holds.map(({ id, person, since, by, reason, lifted }) => {
          return [id, person, since, by, lifted ? `${lifted.at} ${lifted.by}` : '', reason];
        });
        return `${textTable(['hold', 'person', 'since', 'by', 'lifted', 'reason'], rows)}\n`;
      }),
    );
}

function inWords(text: string): string {
  if (text.length > 1000 || !/\p{L}{2}/u.test(text))
    throw new InvalidArgumentError('It must be words, at most 1000 characters.');
  return text.trim();
}

async function on(session: Session, config: string, work: (context: Context) => Promise<string>): Promise<void> {
  const { terminal } = session;
  const configuration = await session.configuration(config);
  const installation = await session.open(configuration, openOperatorLog(terminal, configuration, 'warn'));
  try {
    terminal.write(await work(installation.context));
  } finally {
    await installation.stop();
  }
}
