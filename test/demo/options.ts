import { Command, InvalidArgumentError, Option } from 'commander';
import { FJORDVIK, GRANLI, NAV, type PartnerName, TRUST } from './people/organizations.ts';

/** What the demo is asked to do. */
export interface DemoOptions {
  /** Play without waiting for the clock, check, and end. */
  readonly once: boolean;
  readonly json: boolean;
  readonly repairs: boolean;
  readonly replay: boolean;
  /** How often Samplan is killed before each pass that may end; 0: never. */
  readonly kill: number;
  readonly seed: number;
  /** Order in which Samplan's passes visit the partners. */
  readonly order: readonly PartnerName[];
  readonly store: 'sqlite' | 'postgres';
  /** Serve the console once more, with sign-in for everybody in the story. */
  readonly signIn: boolean;
}

type Order = 'municipal-first' | 'trust-first';
const ORDERS: Readonly<Record<Order, readonly PartnerName[]>> = {
  'municipal-first': [FJORDVIK, GRANLI, TRUST, NAV],
  'trust-first': [TRUST, NAV, FJORDVIK, GRANLI],
};

/** Reads the command line; ends the process itself on `--help` and on what it does not understand. */
export function readOptions(argv: readonly string[]): DemoOptions {
  const program = new Command('npm run demo --')
    .description('Seventeen people, three systems, an office that exchanges files, and Samplan between them.')
    .option('--once', 'play the story without waiting for the clock, check it, and end', false)
    .option('--json', 'with --once: one JSON object with the totals on stdout', false)
    .option('--repairs', 'with --once: go on with the repairs', false)
    .option('--replay', 'with --once: deliver every message once more before the counts are taken', false)
    .option('--kill [times]', 'with --once: kill Samplan at random moments, so often before each pass', wholeNumber)
    .option('--sign-in', 'serve the console once more, where the people of the story sign in themselves', false)
    .option('--seed <number>', 'random seed of --kill', wholeNumber, Date.now() % 1_000_000)
    .addOption(
      new Option('--order <order>', 'which partner a pass visits first')
        .choices(Object.keys(ORDERS))
        .default('municipal-first'),
    )
    .addOption(
      new Option('--store <kind>', 'what Samplan keeps everything in')
        .choices(['sqlite', 'postgres'])
        .default('sqlite'),
    )
    .addHelpText('after', '\nExample:\n  $ npm run demo -- --once --json --repairs');
  program.parse(argv, { from: 'user' });
  const {
    order,
    kill = false,
    ...options
  } = program.opts<Omit<DemoOptions, 'order' | 'kill'> & { readonly order: Order; readonly kill?: number | boolean }>();
  if (!options.once && (options.json || options.repairs || options.replay || kill !== false)) {
    program.error('error: --json, --repairs, --replay and --kill need --once');
  }
  if (options.once && options.signIn) program.error('error: --once stays for nobody to sign in');
  return { ...options, kill: Number(kill), order: ORDERS[order] };
}

function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) {
    throw new InvalidArgumentError('Expected a whole number.');
  }
  return Number(text);
}
