import { CommanderError } from 'commander';
import { EXIT, type ExitCode } from './exit-code.ts';
import { explainError } from './explain-error.ts';
import { ProcessSession } from './process-session.ts';
import { createProgram } from './program.ts';
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
    await createProgram(session).parseAsync(arguments_, { from: 'user' });
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
