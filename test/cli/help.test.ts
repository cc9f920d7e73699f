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
    open: fail,
    decide: fail,
    openValidator: fail,
    end: () => undefined,
  };
  const program = createProgram(session);
  const ran: string[] = [];
  for (const command of program.commands)
    command.action(() => {
      ran.push(command.name());
    });
  return { program, ran, terminal };
}

async function helpOf(arguments_: readonly string[]): Promise<string> {
  const { program, terminal } = idle();
  await program.parseAsync([...arguments_, '--help'], { from: 'user' }).catch(() => undefined);
  return terminal.written.out;
}

const words = (line: string): string[] => [...line.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);

const COMMANDS = idle().program.commands.map((command: Command) => command.name());

test('every command of the brief is there', () => {
  expect(COMMANDS).toEqual([
    'serve',
    'sync',
    'runs',
    'status',
    'conflicts',
    'resolve',
    'validate',
    'profiles',
    'preview',
    'configuration',
  ]);
});

describe('--help ends with an example that parses', () => {
  test.each(COMMANDS)('of %s', async (name) => {
    const [, example = ''] = /Example:\n {2}\$ samplan (.+)/.exec(await helpOf([name])) ?? [];
    expect(words(example)[0]).toBe(name);
    const { program, ran } = idle();
    await program.parseAsync(words(example), { from: 'user' });
    expect(ran).toEqual([name]);
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
