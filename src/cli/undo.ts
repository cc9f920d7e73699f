import { type Command, InvalidArgumentError, Option } from 'commander';
import { type ConfigFileOption, configFileOption } from './config-file.ts';
import { openOperatorLog } from './operator-log.ts';
import type { Session } from './session.ts';
import { textTable } from './text-table.ts';

interface UndoOptions extends ConfigFileOption {
  readonly version?: number;
  readonly person?: string;
  readonly to?: number;
}

/** `samplan undo`: an earlier version becomes current again; one part, or a person's whole record. */
export function addUndo(program: Command, session: Session): void {
  program
    .command('undo')
    .summary('bring back an earlier version')
    .description(
      'Brings back an earlier version of a part, or a person’s whole record as it stood after an earlier change. It is a new version: nothing is lost, and undo can be undone. With --person alone it lists the changes there are. Consents are never undone.',
    )
    .argument('[part]', 'the part, as TYPE/ID')
    .addOption(new Option('--version <n>', 'version of the part to bring back').argParser(wholeNumber))
    .addOption(new Option('--person <id>', 'whose record: the id of the Patient here'))
    .addOption(new Option('--to <seq>', 'the change after which the record stood as it shall').argParser(wholeNumber))
    .addOption(configFileOption())
    .addHelpText(
      'after',
      [
        '',
        'Example:',
        '  $ samplan undo Goal/8c1f7c9e-6a51-4e0c-9c39-0d2c1f1f5a10 --version 2',
        '  $ samplan undo --person 5f0f2d4c-0e5e-4a83-8d0d-8d5e3d6f4f11',
        '  $ samplan undo --person 5f0f2d4c-0e5e-4a83-8d0d-8d5e3d6f4f11 --to 4711',
      ].join('\n'),
    )
    .action((part: string | undefined, options: UndoOptions, command: Command) => {
      const [, type, id] = /^([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})$/u.exec(part ?? '') ?? [];
      const { version, person, to } = options;
      if (type && id && version && person === undefined && to === undefined)
        return undoPart(session, options, { type, id, version });
      if (part === undefined && version === undefined && person !== undefined)
        return to === undefined ? listStates(session, options, person) : undoRecord(session, options, person, to);
      return command.error('error: give TYPE/ID with --version, or --person with or without --to');
    });
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,14}$/u.test(text)) throw new InvalidArgumentError('It must be a whole number above 0.');
  return Number(text);
}

type Installation = Awaited<ReturnType<Session['open']>>;

async function onInstallation(
  session: Session,
  options: ConfigFileOption,
  work: (installation: Installation) => Promise<string>,
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

function undoPart(
  session: Session,
  options: ConfigFileOption,
  what: { readonly type: string; readonly id: string; readonly version: number },
): Promise<void> {
  return onInstallation(session, options, async (installation) => {
    const now = await session.undo(installation, what);
    return `${what.type}/${what.id} says what version ${what.version} said, and is version ${now} now. The next pass delivers it.\n`;
  });
}

function undoRecord(session: Session, options: ConfigFileOption, person: string, to: number): Promise<void> {
  return onInstallation(session, options, async (installation) => {
    const versions = await session.undoRecord(installation, person, to);
    return versions === 0
      ? 'The record stands so already.\n'
      : `The record stands as it did: ${versions} new version(s). The next pass delivers them.\n`;
  });
}

function listStates(session: Session, options: ConfigFileOption, person: string): Promise<void> {
  return onInstallation(session, options, async (installation) => {
    const states = await session.recordStates(installation, person);
    if (states.length === 0) return 'There is no record of this person.\n';
    const rows = states.map(({ seq, at, changed }) => [String(seq), at, changed.join(' ')]);
    return `${textTable(['seq', 'at', 'changed'], rows)}\n\nBring the record back to one with "samplan undo --person ID --to SEQ".\n`;
  });
}
