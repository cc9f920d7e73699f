import { Command } from 'commander';
import { softwareVersion } from '../software-version.ts';
import type { Session } from './session.ts';

/**
 * The `samplan` program, to which commands are added.
 *
 * @example
 * const program = emptyProgram(session);
 * addServe(program, session);
 */
export function emptyProgram({ terminal }: Pick<Session, 'terminal'>): Command {
  return (
    new Command('samplan')
      .description('FHIR R4 interoperability adapter for Norwegian individual plans (individuell plan).')
      .version(softwareVersion())
      .exitOverride()
      // A command may have a --version of its own.
      .enablePositionalOptions()
      .showHelpAfterError('Say --help after the command for what it takes.')
      .configureOutput({ writeOut: (text) => terminal.write(text), writeErr: (text) => terminal.complain(text) })
      .addHelpText(
        'after',
        [
          '',
          'Example:',
          '  $ samplan validate --format json plan.json',
          '',
          'All commands but validate, map and mapping work on the installation of one configuration file (--config, SAMPLAN_CONFIG, or samplan.yaml).',
          '',
          'Exit codes: 0 done, 1 something is not valid or failed, 2 could not run, 3 a partner could not be reached.',
        ].join('\n'),
      )
  );
}
