import { describe, expect, test } from '@jest/globals';
import type { Command } from 'commander';
import { createProgram } from '../../src/cli/program.ts';
import type { Session } from '../../src/cli/session.ts';
import { samplan } from './spawn-samplan.ts';
import { writtenTerminal } from './written-terminal.ts';

/** The program with commands that parse their arguments and do nothing. */
function idle() {
  const terminal = writtenTerminal();
  const fail = () => Promise.reject(new Error('a command ran'));
  const session: Session = {
    terminal,
    configuration: fail,
    host: fail,
    openHost: fail,
    open: fail,
    decide: fail,
    duties: fail,
    reportNeed: fail,
    answerNeed: fail,
    transfer: fail,
    appoint: fail,
    planDocument: fail,
    disclosures: fail,
    undo: fail,
    undoRecord: fail,
    retry: fail,
    recordStates: fail,
    recordConsent: fail,
    reviewEmergency: fail,
    withdrawConsent: fail,
    openValidator: fail,
    probe: fail,
    rememberProbe: fail,
    end: () => undefined,
  };
  const program = createProgram(session);
  const ran: string[] = [];
  // A command with commands under it does nothing by itself.
  for (const command of program.commands.flatMap((each) => [each, ...each.commands]))
    if (command.commands.length === 0)
      command.action(() => {
        ran.push(nameOf(command));
      });
  return { program, ran, terminal };
}

async function helpOf(arguments_: readonly string[]): Promise<string> {
  const { program, terminal } = idle();
  await program.parseAsync([...arguments_, '--help'], { from: 'user' }).catch(() => undefined);
  return terminal.written.out;
}

const words = (line: string): string[] => [...line.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);

/** As it is typed: `partner check`. */
const nameOf = (command: Command): string =>
  command.parent?.parent ? `${command.parent.name()} ${command.name()}` : command.name();

const COMMANDS = idle().program.commands.flatMap((command: Command) => [command, ...command.commands].map(nameOf));

test('every command of the brief is there', () => {
  expect(COMMANDS).toEqual([
    'serve',
    'sync',
    'runs',
    'status',
    'subscriptions',
    'links',
    'retry',
    'conflicts',
    'resolve',
    'undo',
    'duties',
    'plan-document',
    'disclosures',
    'review',
    'audit',
    'audit verify',
    'report-need',
    'answer-need',
    'transfer',
    'appoint-coordinator',
    'consent',
    'consent record',
    'consent withdraw',
    'validate',
    'profiles',
    'keys',
    'keys rotate',
    'export',
    'import',
    'backup',
    'restore',
    'verify',
    'reindex',
    'retention',
    'hold',
    'hold add',
    'hold lift',
    'hold list',
    'law',
    'preview',
    'map',
    'mapping',
    'mapping test',
    'mapping new',
    'partner',
    'partner check',
    'configuration',
  ]);
});

describe('--help ends with an example that parses', () => {
  test.each(COMMANDS)('of %s', async (name) => {
    const [, example = ''] = /Example:\n {2}\$ samplan (.+)/.exec(await helpOf(name.split(' '))) ?? [];
    expect(example).toMatch(new RegExp(`^${name}\\b`));
    const { program, ran } = idle();
    await program.parseAsync(words(example), { from: 'user' });
    expect(ran).toEqual([expect.stringMatching(new RegExp(`^${name}`))]);
  });

  test('of the program itself', async () => {
    const [, example = ''] = /Example:\n {2}\$ samplan (.+)/.exec(await helpOf([])) ?? [];
    const { program, ran } = idle();
    await program.parseAsync(words(example), { from: 'user' });
    expect(ran).toHaveLength(1);
  });
});

describe('the program as a shell starts it', () => {
  test('answers --help and --version on standard output with 0', async () => {
    expect(await samplan(['--help'])).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringContaining('Usage: samplan'),
    });
    expect(await samplan(['--version'])).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });

  test('refuses an unknown command with the nearest one and 2', async () => {
    const { code, out, err } = await samplan(['validat']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('Did you mean validate');
  });

  test('shows its help and ends with 2 when it is told nothing', async () => {
    const { code, err } = await samplan([]);
    expect(code).toBe(2);
    expect(err).toContain('Usage: samplan');
  });

  test('lists every fault of a configuration on lines of their own, without a stack, and ends with 2', async () => {
    const { code, out, err } = await samplan(['configuration', '--config', 'test/cli/none.yaml'], {
      environment: { PORT: 'eighty' },
    });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('test/cli/none.yaml:1:1: error: The configuration file cannot be read (ENOENT).');
    expect(err).toContain('environment variable PORT: error: ');
    expect(err).not.toMatch(/\n\s+at /);
  });
});
