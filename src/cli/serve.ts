import v8 from 'node:v8';
import type { Command } from 'commander';
import { type ConfigFileOption, configFileOption } from './config-file.ts';
import { openOperatorLog } from './operator-log.ts';
import type { Session } from './session.ts';

/** By how much V8's room for what is short-lived grows at a time, as V8 has it; samplan.mjs holds it while a start goes on. */
const GROWTH = 2;

/** `samplan serve`: the FHIR endpoint and the schedules, until told to stop. */
export function addServe(program: Command, session: Session): void {
  program
    .command('serve')
    .summary('run the FHIR endpoint and the schedules')
    .description(
      [
        'Runs the FHIR endpoint and the schedule of every partner until it is told to stop (Ctrl-C, SIGTERM).',
        'The endpoint is http://127.0.0.1:8080/fhir unless http.port or PORT says another port.',
      ].join(' '),
    )
    .addOption(configFileOption())
    .addHelpText('after', '\nExample:\n  $ samplan serve --config samplan.yaml')
    .action((options: ConfigFileOption) => serve(session, options));
}

async function serve({ terminal, configuration, open }: Session, options: ConfigFileOption): Promise<void> {
  const stopped = terminal.interrupted();
  const settings = await configuration(options.config);
  const log = openOperatorLog(terminal, settings);
  const installation = await open(settings, log);
  try {
    const { url } = await installation.start();
    v8.setFlagsFromString(`--semi-space-growth-factor=${GROWTH}`);
    const whom =
      settings.access.mode === 'oauth' ? 'for who has a token' : 'loopback only because access.mode is loopback';
    terminal.complain(`samplan: listening on ${url}, ${whom}. Ctrl-C stops it.\n`);
    await stopped;
    log.info('stopping');
  } finally {
    await installation.stop();
  }
}
