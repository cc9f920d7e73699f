import { type Command, CommanderError } from 'commander';
import { emptyProgram } from './empty-program.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { explainError } from './explain-error.ts';
import { ProcessSession } from './process-session.ts';
import { addServe } from './serve.ts';
import type { Session } from './session.ts';
import { processTerminal, type Terminal } from './terminal.ts';

/**
 * Runs `samplan` with the arguments after the program's name. Never throws: what goes wrong is told on standard error.
 *
 * @example
 * process.exitCode = await run(['validate', 'plan.json']);
 */
export async function run(arguments_: readonly string[], terminal: Terminal = processTerminal()): Promise<ExitCode> {
  const session = new ProcessSession(terminal);
  try {
    const program = await programFor(arguments_, session);
    await program.parseAsync(arguments_, { from: 'user' });
    return session.exitCode;
  } catch (error) {
    // Commander has told what was wrong; it ends like this for --help and --version as well.
    if (error instanceof CommanderError)
      return error.code === 'commander.helpDisplayed' || error.code === 'commander.version'
        ? EXIT.ok
        : EXIT.couldNotRun;
    terminal.complain(explainError(error, terminal.environment['DEBUG'] === 'samplan'));
    return EXIT.couldNotRun;
  }
}

/** A server's start is waited for: it loads no other command. */
async function programFor([command]: readonly string[], session: Session): Promise<Command> {
  if (command === 'serve') {
    const program = emptyProgram(session);
    addServe(program, session);
    return program;
  }
  const { createProgram } = await import('./program.ts');
  return createProgram(session);
}
