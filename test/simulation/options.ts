import { Command, InvalidArgumentError, Option } from 'commander';
import { INVARIANTS, type Invariant } from './violation.ts';

/** What a simulation is asked to do. */
export interface SimulationOptions {
  readonly seed: number;
  readonly edits: number;
  readonly partners: number;
  readonly break?: Invariant;
  /** A file with a scenario to be played again. */
  readonly steps?: string;
}

/** Reads the command line; ends the process itself on `--help` and on what it does not understand. */
export function readOptions(argv: readonly string[]): SimulationOptions {
  const program = new Command('npm run simulate --')
    .description('Partners, persons, edits and faults in one process, and what must hold of them whatever happens.')
    .option('--seed <number>', 'random seed', wholeNumber, 1)
    .option('--edits <number>', 'edits in all', wholeNumber, 1_000)
    .option('--partners <number>', 'partners of a world at most, 1 to 6', wholeNumber, 3)
    .addOption(new Option('--break <invariant>', 'plant a known bug of that kind').choices(INVARIANTS))
    .option('--steps <file>', 'play a scenario again')
    .addHelpText('after', '\nExample:\n  $ npm run simulate -- --seed 7 --edits 10000 --partners 4');
  program.parse(argv, { from: 'user' });
  const options = program.opts<SimulationOptions>();
  if (options.partners < 1 || options.partners > 6) program.error('error: --partners is 1 to 6');
  return options;
}

function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/u.test(text)) throw new InvalidArgumentError('Expected a whole number.');
  return Number(text);
}
