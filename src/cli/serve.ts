import v8 from 'node:v8';
import { type Command, Option } from 'commander';
import type { Configuration } from '../config.ts';
import type { Log } from '../observe/log.ts';
import type { Role } from '../sync/jobs/job-engine.ts';
import { type ConfigFileOption, configFileOption } from './config-file.ts';
import { EXIT } from './exit-code.ts';
import { openOperatorLog } from './operator-log.ts';
import type { Served, Session } from './session.ts';

/** By how much V8's room for what is short-lived grows at a time, as V8 has it; samplan.mjs holds it while a start goes on. */
const GROWTH = 2;
/** Milliseconds after the end in which the process goes by itself. */
const LAST_PATIENCE_MS = 1_000;

interface ServeOptions extends ConfigFileOption {
  readonly role: Role;
}

/** `samplan serve`: the FHIR endpoint and the schedules, until told to stop. */
export function addServe(program: Command, session: Session): void {
  program
    .command('serve')
    .summary('run the FHIR endpoint and the schedules')
    .description(
      [
        'Runs the FHIR endpoint and the schedule of every partner until it is told to stop (Ctrl-C, SIGTERM).',
        'What is under way then ends within the seconds of stop.withinSeconds; a second signal ends it at once.',
        'Ends with 1 when something had to be cut off. The endpoint is http://127.0.0.1:8080/fhir unless http.port or PORT says another port.',
        'On PostgreSQL as many processes as wanted may run beside each other: --role web answers requests only; --role worker takes passes and',
        'notifies subscribers, and answers /health only.',
        'With the file of a host (docs/tenants.md) it does so for each of its tenants.',
      ].join(' '),
    )
    .addOption(new Option('--role <role>', 'what this process does').choices(['web', 'worker', 'all']).default('all'))
    .addOption(configFileOption())
    .addHelpText('after', '\nExample:\n  $ samplan serve --config samplan.yaml')
    .action((options: ServeOptions) => serve(session, options));
}

async function serve(session: Session, { role, config }: ServeOptions): Promise<void> {
  const { terminal, end } = session;
  const stopped = terminal.interrupted();
  const { served, log, whom } = await toServe(session, config);
  try {
    const { url } = await served.start(role);
    v8.setFlagsFromString(`--semi-space-growth-factor=${GROWTH}`);
    const heard = role === 'worker' ? 'which says only whether it lives' : whom;
    terminal.complain(`samplan: listening on ${url}, ${heard}. Ctrl-C stops it.\n`);
    await stopped;
    log.info('stopping');
  } finally {
    const { isWhole } = await served.stop();
    if (!isWhole) {
      end(EXIT.failed);
      // What was cut off may hold the process for as long as it waits for somebody.
      setTimeout(() => process.exit(EXIT.failed), LAST_PATIENCE_MS).unref();
    }
  }
}

interface ToServe {
  readonly served: Served;
  readonly log: Log;
  /** For whom it is, as it is told. */
  readonly whom: string;
}

async function toServe({ terminal, configuration, host, open, openHost }: Session, file: string): Promise<ToServe> {
  const several = await host(file);
  if (several) {
    const log = openOperatorLog(terminal, several);
    const [first] = several.tenants;
    const names = several.tenants.map(({ name }) => name).join(', ');
    const whom = `${first ? whomOf(first.configuration) : ''}, under the name of each tenant (${names})`;
    return { served: await openHost(several, log), log, whom };
  }
  const settings = await configuration(file);
  const log = openOperatorLog(terminal, settings);
  return { served: await open(settings, log), log, whom: whomOf(settings) };
}

function whomOf({ access }: Configuration): string {
  return access.mode === 'oauth' ? 'for who has a token' : 'loopback only because access.mode is loopback';
}
